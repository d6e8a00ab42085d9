import { quoteIdentifier } from "../../sql/quote.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { nameOf } from "../rows/name.ts";
import type { IntegrityFacts } from "./facts.ts";
import type { ForeignKey } from "./foreign-keys.ts";
import type { IntendedKey } from "./intended-keys.ts";
import { tableOf } from "./references.ts";
import { keyOf } from "./violators.ts";
import { words } from "./words.ts";

type Merged = Pick<IntendedKey, "table" | "columns" | "parts" | "condition" | "folded">;

/**
 * SQL for one transaction that keeps one row of each group of duplicates, the oldest: what refers to the others is pointed to it
 * first. Rows that would then be duplicates themselves, under a key of their own table, go.
 */
export function mergeDuplicates(
  { table, columns, parts, condition, folded }: Merged,
  { catalog, foreignKeys }: Pick<IntegrityFacts, "catalog" | "foreignKeys">,
): string {
  const name = nameOf(table);
  const own = keyOf(table);
  const incoming = foreignKeys.filter(({ to }) => nameOf(to) === name);
  const identity = own.length === 0 ? ["tableoid", "ctid"] : own;
  const kept = [...new Set([...identity, ...incoming.flatMap(({ to }) => to.columns)])];
  const born = table.columns.find(({ name: column }) =>
    /^(created|inserted)_(at|on)$/.test(words(column)),
  );
  const order = [...(born === undefined ? [] : [born.name]), ...identity];
  const values = kept.flatMap((column, at) => [
    `c.${quoteIdentifier(column)} AS old_${at}`,
    `first_value(c.${quoteIdentifier(column)}) OVER kept AS new_${at}`,
  ]);
  const place = (column: string): number => kept.indexOf(column);
  const same = identity.map((column) => `m.old_${place(column)} = m.new_${place(column)}`);
  const found = identity.map((column) => `c.${quoteIdentifier(column)} = m.old_${place(column)}`);
  return [
    `-- In one transaction.`,
    `CREATE TEMP TABLE merged ON COMMIT DROP AS SELECT ${values.join(", ")} FROM ${name} c WHERE ${condition}
  WINDOW kept AS (PARTITION BY ${parts.join(", ")} ORDER BY ${order.map((column) => `c.${quoteIdentifier(column)}`).join(", ")});`,
    `DELETE FROM merged m WHERE ${same.join(" AND ")};`,
    ...incoming.flatMap((key) => [
      ...clashing(key, tableOf(catalog, key.from), place),
      repointed(key, place),
    ]),
    `DELETE FROM ${name} c USING merged m WHERE ${found.join(" AND ")};`,
    ...(columns.length === 0
      ? []
      : [comment(`Then, outside: ${uniqueIndex(name, columns, folded)}`)]),
  ].join("\n");
}

/** A name may have lines, and what comes after the first is SQL. */
const comment = (text: string): string => text.replaceAll(/^/gm, "-- ").replaceAll("\r", " ");

const uniqueIndex = (name: string, columns: readonly string[], folded: boolean): string => {
  const keys = columns.map((column, at) =>
    folded && at === columns.length - 1
      ? `lower(${quoteIdentifier(column)})`
      : quoteIdentifier(column),
  );
  return `CREATE UNIQUE INDEX CONCURRENTLY ON ${name} (${keys.join(", ")});`;
};

type Place = (column: string) => number;

const child = ({ from }: ForeignKey): string => `${from.plain ? "ONLY " : ""}${nameOf(from)}`;

const points = ({ from, to }: ForeignKey, place: Place): string =>
  from.columns
    .map((column, at) => `c.${quoteIdentifier(column)} = m.old_${place(to.columns[at] ?? "")}`)
    .join(" AND ");

function repointed(key: ForeignKey, place: Place): string {
  const set = key.from.columns.map(
    (column, at) => `${quoteIdentifier(column)} = m.new_${place(key.to.columns[at] ?? "")}`,
  );
  return `UPDATE ${child(key)} c SET ${set.join(", ")} FROM merged m WHERE ${points(key, place)};`;
}

/** Under each unique index that the reference is part of, one row stays: that which points to the kept row already, if one does. */
function clashing(key: ForeignKey, table: Table | undefined, place: Place): string[] {
  const indexes = (table?.indexes ?? []).filter(
    ({ unique, valid, predicate, keys }) =>
      unique &&
      valid &&
      predicate === null &&
      keys.every(({ column }) => column !== null) &&
      keys.some(({ column }) => key.from.columns.includes(column ?? "")),
  );
  return indexes.map(({ keys }) => {
    const columns = keys.flatMap(({ column }) => (column === null ? [] : [column]));
    const values = columns.map((column) => {
      const at = key.from.columns.indexOf(column);
      const own = `c.${quoteIdentifier(column)}`;
      return at === -1 ? own : `coalesce(m.new_${place(key.to.columns[at] ?? "")}, ${own})`;
    });
    const set = columns.map((column) => `c.${quoteIdentifier(column)} IS NOT NULL`);
    return `DELETE FROM ${child(key)} WHERE (tableoid, ctid) IN (SELECT r.tableoid, r.ctid FROM (SELECT c.tableoid, c.ctid, row_number() OVER (PARTITION BY ${values.join(", ")} ORDER BY m.old_0 IS NOT NULL, c.ctid) AS n
  FROM ${child(key)} c LEFT JOIN merged m ON ${points(key, place)} WHERE ${set.join(" AND ")}) r WHERE n > 1);`;
  });
}
