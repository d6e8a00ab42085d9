import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { keyOf } from "../../oracle/world.ts";
import { nameOf } from "../place.ts";
import type { Scene } from "../ways-round/scene.ts";
import { privileges } from "../ways-round/tables.ts";
import type { Attack } from "./attack.ts";

type Step = Pick<Attack, "verb" | "before">;

/** Writes of the actor's own to what policies read. */
export async function firstSteps(scene: Scene): Promise<Step[]> {
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
