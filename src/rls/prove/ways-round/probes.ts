import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Routine } from "../../../postgres/catalog/model/routine.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { keyOf, type WorldRow } from "../../oracle/world.ts";
import { nameOf } from "../place.ts";
import type { Scene } from "./scene.ts";

/** One question to something that may run as its owner. */
export interface Probe {
  readonly kind: "view" | "materialized view" | "function";
  readonly object: string;
  readonly what: "shows" | "changes";
  readonly sql: string;
  readonly reads: "text" | "count";
  readonly routine?: Routine;
}

const digest = (from: string): string =>
  `select pg_catalog.md5(coalesce(pg_catalog.string_agg(v::text, '|' order by v::text), '')) from ${from}`;

const COLUMNS = 4;

export function viewProbes({ views }: Catalog): Probe[] {
  return views.flatMap((view): Probe[] => {
    const object = nameOf(view);
    const { kind } = view;
    const shows: Probe = { kind, object, what: "shows", sql: digest(`${object} v`), reads: "text" };
    if (kind === "materialized view") return [shows];
    const columns = view.columns.slice(0, COLUMNS).map(({ name }) => quoteIdentifier(name));
    return [
      shows,
      { kind, object, what: "changes", sql: `delete from ${object}`, reads: "count" },
      ...columns.map((column): Probe => ({
        kind,
        object,
        what: "changes",
        sql: `update ${object} set ${column} = ${column}`,
        reads: "count",
      })),
    ];
  });
}

/** Calls that one function is tried with, at most. */
const CALLS = 12;

/** Functions that run as their owner, with the ids of what the actor may not see. */
export function functionProbes(
  scene: Scene,
  types: ReadonlyMap<string, readonly string[]>,
  hidden: ReadonlyMap<string, readonly WorldRow[]>,
): Probe[] {
  const { catalog } = scene;
  return catalog.routines.flatMap((routine): Probe[] => {
    if (!routine.securityDefiner || (routine.kind !== "function" && routine.kind !== "procedure"))
      return [];
    if (/^(?:trigger|event_trigger|language_handler)$/.test(routine.result ?? "")) return [];
    const object = `${nameOf(routine)}(${routine.identity})`;
    const given = types.get(object) ?? [];
    const choices = given.map((type) => valuesOf(type, scene, hidden));
    const calls = combine(choices).slice(0, CALLS);
    return calls.map((args): Probe => ({
      kind: "function",
      object,
      what: "shows",
      sql:
        routine.kind === "procedure"
          ? `call ${nameOf(routine)}(${args.join(", ")})`
          : digest(`${nameOf(routine)}(${args.join(", ")}) v`),
      reads: routine.kind === "procedure" ? "count" : "text",
      routine,
    }));
  });
}

const combine = (choices: readonly (readonly string[])[]): string[][] =>
  choices.reduce<string[][]>(
    (found, list) => found.flatMap((head) => list.map((item) => [...head, item])),
    [[]],
  );

/** Ids of the other tenant, its user and its rows, as far as they are of the type; else something harmless. */
function valuesOf(
  type: string,
  { built, catalog }: Scene,
  hidden: ReadonlyMap<string, readonly WorldRow[]>,
): string[] {
  const { cast } = built;
  const found = new Set<string>();
  const add = (own: string | undefined, value: string | null | undefined): void => {
    if (own === type && value != null) found.add(`${quoteLiteral(value)}::${type}`);
  };
  for (const [key, rows] of hidden) {
    const table = catalog.tables.find((candidate) => keyOf(candidate) === key);
    const identity = built.tables.get(key)?.identity ?? [];
    const [column] = identity;
    const own = table?.columns.find(({ name }) => name === column)?.type;
    if (identity.length === 1 && column !== undefined) add(own, rows[0]?.values[column]);
  }
  for (const { table, column, kind } of built.linked)
    add(
      table.columns.find(({ name }) => name === column)?.type,
      kind === "tenant" ? cast.tenants[1] : cast.ofB[0]?.id,
    );
  if (found.size === 0) found.add(plain[type] ?? `null::${type}`);
  return [...found].slice(0, 8);
}

const plain: Readonly<Record<string, string>> = {
  integer: "100",
  bigint: "100",
  text: "'%'",
  "character varying": "'%'",
  boolean: "true",
};
