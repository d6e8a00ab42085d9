import { quoteIdentifier } from "../../../sql/quote.ts";
import { permitsOf } from "../../oracle/permit.ts";
import { keyOf, type WorldRow } from "../../oracle/world.ts";
import { verbs } from "../../resolved.ts";
import type { Actor } from "../world/actors.ts";
import { whereRow } from "../world/identity.ts";
import { nameOf } from "../place.ts";
import type { Scene } from "./scene.ts";

/** What an actor may not see, by key of the table. One's own memberships are what one acts by. */
export function hiddenFrom(scene: Scene, actor: Actor): ReadonlyMap<string, readonly WorldRow[]> {
  const { intent, built } = scene;
  const permits = permitsOf(intent, built.world, actor.identity);
  const { members } = intent;
  return new Map(
    intent.tables.map((resolved) => {
      const key = keyOf(resolved.table);
      const isMembers = members !== null && keyOf(members.table) === key;
      const rows = (built.world.get(key) ?? []).filter(
        ({ values }) =>
          !permits.may(resolved, "select", values) &&
          !(isMembers && values[members.user] === actor.identity.user),
      );
      return [key, rows];
    }),
  );
}

/**
 * The same without the rows by which children are judged that the actor may read or write: a policy on the children has to know their
 * keys, whether or not the actor sees the rows themselves, as of a folder that is marked deleted.
 */
export function withoutJudges(
  { intent, built }: Scene,
  actor: Actor,
  hidden: ReadonlyMap<string, readonly WorldRow[]>,
): ReadonlyMap<string, readonly WorldRow[]> {
  const permits = permitsOf(intent, built.world, actor.identity);
  return new Map(
    [...hidden].map(([key, rows]) => {
      const children = intent.tables.filter(
        ({ parent }) => parent !== null && keyOf(parent.table) === key,
      );
      const judges = ({ values }: WorldRow): boolean =>
        children.some((child) => {
          const pairs = child.parent === null ? [] : [child.parent, ...child.parent.with];
          const row = Object.fromEntries(
            pairs.map((pair) => [pair.column, values[pair.key] ?? null]),
          );
          return verbs.some(
            (verb) => !child.allow[verb].includes("anyone") && permits.holds(child, verb, row),
          );
        });
      return [key, rows.filter((row) => !judges(row))];
    }),
  );
}

/** Whether the owner passes policies over: it does where it is a superuser or has BYPASSRLS. */
type Forced = "forced" | "not forced";

/** Statements after which foreign keys and triggers are in nobody's way. */
export function loosened({ catalog, intent }: Scene, forced: Forced): string[] {
  const names = new Set(intent.tables.map(({ table }) => nameOf(table)));
  const references = catalog.tables.flatMap((table) =>
    table.constraints
      .filter(
        ({ references, inherited }) =>
          references !== null && !inherited && names.has(nameOf(references.table)),
      )
      .map(({ name }) => `alter table ${nameOf(table)} drop constraint ${quoteIdentifier(name)}`),
  );
  const open =
    forced === "forced"
      ? []
      : intent.tables
          .filter(({ table }) => table.rowSecurity.forced)
          .map(({ table }) => `alter table ${nameOf(table)} no force row level security`);
  return [...references, ...open];
}

/** Statements that take rows out of the world. */
export function without(
  { built, intent }: Scene,
  hidden: ReadonlyMap<string, readonly WorldRow[]>,
): string[] {
  return intent.tables.flatMap(({ table }) => {
    const rows = hidden.get(keyOf(table)) ?? [];
    const known = built.tables.get(keyOf(table));
    if (rows.length === 0 || known === undefined) return [];
    const name = nameOf(table);
    const { forced } = table.rowSecurity;
    const triggers = table.triggers.some(({ enabled }) => enabled !== "disabled");
    return [
      ...(forced ? [`alter table ${name} no force row level security`] : []),
      ...(triggers ? [`alter table ${name} disable trigger user`] : []),
      `delete from ${name} where ${rows.map((row) => whereRow(table, known.identity, row)).join(" or ")}`,
      ...(triggers ? [`alter table ${name} enable trigger user`] : []),
      ...(forced ? [`alter table ${name} force row level security`] : []),
    ];
  });
}

export const refreshes = ({ catalog }: Scene): string[] =>
  catalog.views
    .filter(({ kind }) => kind === "materialized view")
    .map((view) => `refresh materialized view ${nameOf(view)}`);
