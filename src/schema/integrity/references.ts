import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../rows/name.ts";
import type { ForeignKey } from "./foreign-keys.ts";

export const tableOf = (catalog: Catalog, { schema, name }: ObjectName): Table | undefined =>
  catalog.tables.find((table) => table.schema === schema && table.name === name);

/** Referenced rows of `p` that the row `c` points to, as the triggers of the key compare. */
export function matchOf({ from, to, operators }: ForeignKey, c = "c", p = "p"): string {
  return from.columns
    .map(
      (column, at) =>
        `${p}.${quoteIdentifier(to.columns[at] ?? "")} ${operators[at] ?? "="} ${c}.${quoteIdentifier(column)}`,
    )
    .join(" and ");
}

/** A table in FROM as foreign keys see it: rows that inherit from it are not its own. */
export const fromSide = (side: ForeignKey["to"]): string =>
  `${side.plain ? "only " : ""}${nameOf(side)}`;

/** Rows of the table under the alias `c` that point by the key to rows that are not there. */
export function orphanCondition(key: ForeignKey): string {
  const columns = key.from.columns.map((column) => `c.${quoteIdentifier(column)}`);
  const set = columns.map((column) => `${column} is not null`).join(" and ");
  const some = columns.map((column) => `${column} is null`).join(" or ");
  const missing = `(${set} and ${key.temporal ? uncovered(key) : `not exists (select from ${fromSide(key.to)} p where ${matchOf(key)})`})`;
  return key.matchFull && columns.length > 1
    ? `(${missing} or (pg_catalog.num_nulls(${columns.join(", ")}) < ${columns.length} and (${some})))`
    : missing;
}

/** The periods of the rows pointed to have to cover that of the row. */
function uncovered({ from, to, operators }: ForeignKey): string {
  const [period = "", target = ""] = [from.columns.at(-1), to.columns.at(-1)];
  const same = from.columns
    .slice(0, -1)
    .map(
      (column, at) =>
        `p.${quoteIdentifier(to.columns[at] ?? "")} ${operators[at] ?? "="} c.${quoteIdentifier(column)}`,
    );
  return `not coalesce(c.${quoteIdentifier(period)} operator(pg_catalog.<@)
    (select pg_catalog.range_agg(p.${quoteIdentifier(target)}) from ${fromSide(to)} p where ${same.join(" and ")}), false)`;
}

/** Orphans lose their reference where it may be NULL, and go where not. */
export function removeOrphans(key: ForeignKey, table: Table): string {
  const target = `${fromSide(key.from)} c`;
  const free = key.from.columns.filter(
    (column) => table.columns.find(({ name }) => name === column)?.notNull === null,
  );
  const condition = orphanCondition(key);
  const enough = key.matchFull ? free.length === key.from.columns.length : free.length > 0;
  return enough
    ? `UPDATE ${target} SET ${free.map((column) => `${quoteIdentifier(column)} = NULL`).join(", ")} WHERE ${condition};`
    : `DELETE FROM ${target} WHERE ${condition};`;
}
