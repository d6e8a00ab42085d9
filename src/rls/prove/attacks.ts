import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { keyOf } from "../oracle/world.ts";
import type { FailedCell } from "../proof.ts";
import { keySql } from "./world/identity.ts";
import { nameOf } from "./place.ts";
import { outcomeOf, tryAll, type Trial } from "./try.ts";
import type { Scene } from "./ways-round/scene.ts";
import { privileges } from "./ways-round/tables.ts";
import { actorsOf, hasClaims, settingsFor, type Actor } from "./world/actors.ts";

/** What was tried in two steps, and what more was seen than before. */
export interface Attacked {
  readonly tried: number;
  readonly failed: readonly FailedCell[];
}

interface Attack {
  readonly verb: string;
  readonly actor: Actor;
  readonly before: readonly string[];
}

/**
 * What policies hang on may be in the hands of the one whom they bind: other settings and claims than those of the intent, flags and ids
 * in one's own row, the table of members. Each is set to the other tenant's, and then everything is read again: nothing more may be seen.
 */
export async function tryAttacks(scene: Scene): Promise<Attacked> {
  const { session, intent, built, shared } = scene;
  const [actor] = actorsOf(intent, built.cast);
  if (actor === undefined || shared) return { tried: 0, failed: [] };
  const read = readAll(scene, actor);
  if (read === undefined) return { tried: 0, failed: [] };
  const attacks = [
    ...forgedContexts(scene, actor),
    ...(await firstSteps(scene)).map((step): Attack => ({ ...step, actor })),
  ];
  const role = intent.applicationRole;
  const trials = [{ verb: "", actor, before: [] }, ...attacks].map(
    ({ actor: who, before }): Trial => ({
      actor: who,
      role,
      before,
      sql: read.sql,
      reads: "text",
    }),
  );
  const [plain = "", ...texts] = await tryAll(session, trials);
  const base = linesOf(plain);
  const failed = attacks.flatMap(({ verb, actor: who }, at): FailedCell[] => {
    const more = [...linesOf(texts[at] ?? "")].filter((line) => !base.has(line));
    const tables = [...new Set(more.map((line) => Number(line.slice(0, line.indexOf(":")))))];
    return tables.map((index) => {
      const rows = more.filter((line) => line.startsWith(`${index}:`));
      return {
        table: read.tables[index] ?? "",
        role,
        actor: who.name,
        verb,
        expected: "no more rows than before",
        got: `${rows.length} more (${rows
          .slice(0, 2)
          .map((line) => line.slice(line.indexOf(":") + 1))
          .join(", ")})`,
      };
    });
  });
  return { tried: attacks.length, failed };
}

function linesOf(text: string): ReadonlySet<string> {
  const outcome = outcomeOf(text);
  return new Set(outcome.kind === "error" ? [] : outcome.text.split("\n").filter(Boolean));
}

/** One query of all keys that the actor sees, of the tables that may be selected at all. */
function readAll(
  scene: Scene,
  actor: Actor,
): { readonly sql: string; readonly tables: readonly string[] } | undefined {
  const { tables, ran, intent } = scene;
  const open = tables.filter(({ ground }) =>
    ran.some(({ cell, text }) =>
      cell.actor === actor ||
      (cell.actor.name === actor.name && cell.role === intent.applicationRole)
        ? cell.table === ground.rows.name && cell.verb === "select" && text.startsWith("=")
        : false,
    ),
  );
  if (open.length === 0) return undefined;
  const parts = open.map(
    ({ ground }, at) =>
      `select '${at}:' || ${keySql(ground.rows.identity, "t")} as k from ${ground.rows.name} t`,
  );
  return {
    sql: `select pg_catalog.string_agg(k, E'\\n') from (${parts.join(" union all ")}) u`,
    tables: open.map(({ ground }) => ground.rows.name),
  };
}

/** Settings that functions and policies read although the intent does not name them, and other claims. */
function forgedContexts({ intent, catalog, built }: Scene, actor: Actor): Attack[] {
  const texts = [
    ...catalog.routines.map(({ source, sqlBody }) => sqlBody ?? source),
    ...catalog.tables.flatMap(({ policies }) =>
      policies.flatMap(({ using, check }) => [using ?? "", check ?? ""]),
    ),
    ...catalog.views.map(({ definition }) => definition),
  ];
  const own = new Set(actor.settings.map(([name]) => name));
  const found = (pattern: RegExp): string[] => [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name))),
  ];
  const settings = found(/current_setting\(\s*'([\w.]+)'/g).filter(
    (name) => name.includes(".") && !own.has(name) && name !== "request.jwt.claims",
  );
  const claims = found(/->>?\s*'([\w-]+)'/g);
  const constants = found(/(?:=|in \(|any)\s*\(*'([\w-]{2,24})'/gi).slice(0, 6);
  const [, b] = built.cast.tenants;
  const values = [
    b,
    built.cast.ofB[0]?.id ?? "",
    "true",
    "on",
    "1",
    "admin",
    "service_role",
    ...constants,
  ].filter(Boolean);
  const attacks: Attack[] = settings.flatMap((name) =>
    [...new Set(values)].map((value) => ({
      verb: `select with ${name} set to ${JSON.stringify(value)}`,
      actor: { ...actor, settings: [...actor.settings, [name, value] as const] },
      before: [],
    })),
  );
  if (!hasClaims(intent)) return attacks;
  const named = new Set([
    "sub",
    ...[intent.user, intent.tenant].flatMap((source) =>
      source?.kind === "claim" ? [source.claim] : [],
    ),
  ]);
  const free = claims.filter((claim) => !named.has(claim));
  for (const value of new Set(values)) {
    const flat = Object.fromEntries(free.map((claim) => [claim, value]));
    const nested = { ...flat };
    const forged: Record<string, unknown> = { ...flat };
    for (const claim of [
      "user_metadata",
      "app_metadata",
      "raw_user_meta_data",
      "metadata",
      ...free.filter((name) => /meta|data|claims/.test(name)),
    ])
      forged[claim] = { ...nested, org_id: value, tenant_id: value, role: value };
    for (const [shape, more] of [
      ["", flat],
      [" in metadata", forged],
    ] as const)
      attacks.push({
        verb: `select with other claims set to ${JSON.stringify(value)}${shape}`,
        actor: { ...actor, settings: settingsFor(intent, actor.identity, more) },
        before: [],
      });
  }
  return attacks;
}

type Step = Pick<Attack, "verb" | "before">;

/** Writes of the actor's own to what policies read. */
async function firstSteps(scene: Scene): Promise<Step[]> {
  const { catalog, intent, built } = scene;
  const bodies = catalog.routines.map(({ source, sqlBody }) => sqlBody ?? source).join("\n");
  const read = catalog.tables.filter(
    (table) =>
      table.kind !== "foreign table" &&
      (bodies.includes(table.name) ||
        catalog.tables.some((other) =>
          other.policies.some(({ using, check }) =>
            `${using ?? ""} ${check ?? ""}`.includes(table.name),
          ),
        )),
  );
  const may = await privileges(scene, read);
  const [, b] = built.cast.tenants;
  const stranger = built.cast.ofB[0]?.id ?? "";
  const constants = [
    ...new Set([...bodies.matchAll(/'([\w-]{2,24})'/g)].map(([, text = ""]) => text)),
  ].slice(0, 8);
  const steps: Step[] = [];
  for (const table of read) {
    const allowed = may.get(nameOf(table)) ?? [];
    const name = nameOf(table);
    if (allowed.includes("UPDATE"))
      for (const { name: column, type, generated } of table.columns) {
        if (generated !== null || isSaid(scene, table, column)) continue;
        const values =
          type === "boolean"
            ? ["true", "false"]
            : /^(?:text|character varying)/.test(type)
              ? [b, stranger, "admin", "owner", ...constants]
              : [b, stranger];
        for (const value of new Set(values))
          steps.push({
            verb: `update ${name} set ${quoteIdentifier(column)} = ${quoteLiteral(value)}, then select`,
            before: [
              attempt(
                `update ${name} set ${quoteIdentifier(column)} = ${quoteLiteral(value)}::${type}`,
              ),
            ],
          });
      }
    const rows = built.tables.get(keyOf(table));
    const inIntent = intent.tables.some((item) => keyOf(item.table) === keyOf(table));
    if (allowed.includes("INSERT") && rows !== undefined && !inIntent)
      for (const reserve of rows.reserves) {
        const columns = table.columns.filter(
          ({ generated, identity }) => generated === null && identity === null,
        );
        steps.push({
          verb: `insert into ${name}, then select`,
          before: [
            attempt(
              `insert into ${name} (${columns.map((column) => quoteIdentifier(column.name)).join(", ")}) values (${columns
                .map((column) => {
                  const value = reserve[column.name] ?? null;
                  return value === null ? "null" : `${quoteLiteral(value)}::${column.type}`;
                })
                .join(", ")})`,
            ),
          ],
        });
      }
  }
  return steps;
}

/** What the intent speaks of is judged by the oracle, and a row with another key is not another row. */
function isSaid({ intent, built }: Scene, table: Table, column: string): boolean {
  const own = intent.tables.find((item) => keyOf(item.table) === keyOf(table));
  if (own === undefined) return false;
  const { tenant, owner, parent, deleted } = own;
  const { members } = intent;
  const named = [
    tenant?.steps.length === 0 ? tenant.column : undefined,
    owner?.steps.length === 0 ? owner.column : undefined,
    parent?.column,
    deleted?.column,
    ...(members !== null && keyOf(members.table) === keyOf(table)
      ? [members.tenant, members.user, members.role]
      : []),
    ...(built.tables.get(keyOf(table))?.identity ?? []),
  ];
  return named.includes(column);
}

/** What is refused is not done, and the next step goes on. */
const attempt = (sql: string): string =>
  `do ${quoteLiteral(`begin ${sql}; exception when others then null; end`)}`;
