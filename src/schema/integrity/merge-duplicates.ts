import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../rows/name.ts";
import type { ForeignKey } from "./foreign-keys.ts";
import type { IntendedKey } from "./intended-keys.ts";
import { keyOf } from "./violators.ts";
import { words } from "./words.ts";

type Merged = Pick<IntendedKey, "table" | "columns" | "parts" | "condition" | "folded">;

/**
 * SQL for one transaction that keeps one row of each group of duplicates, the oldest: what refers to the others is pointed to it
 * first. Rows that would then be duplicates themselves under a key of their own table go.
 */
export function mergeDuplicates(key: Merged, foreignKeys: readonly ForeignKey[]): string {
  const { table, columns, parts, condition, folded } = key;
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
  const index = `CREATE UNIQUE INDEX CONCURRENTLY ON ${name} (${columns
    .map((column) =>
      folded && column === columns.at(-1)
        ? `lower(${quoteIdentifier(column)})`
        : quoteIdentifier(column),
    )
    .join(", ")});`;
  return [
    `-- In one transaction.`,
    `CREATE TEMP TABLE merged ON COMMIT DROP AS SELECT ${values.join(", ")} FROM ${name} c WHERE ${condition}
  WINDOW kept AS (PARTITION BY ${parts.join(", ")} ORDER BY ${order.map((column) => `c.${quoteIdentifier(column)}`).join(", ")});`,
    `DELETE FROM merged m WHERE ${same.join(" AND ")};`,
    ...incoming.flatMap((reference) => repoint(reference, place)),
    `DELETE FROM ${name} c USING merged m WHERE ${identity.map((column) => `c.${quoteIdentifier(column)} = m.old_${place(column)}`).join(" AND ")};`,
    ...(columns.length === 0 ? [] : [`-- Then, outside: ${index}`]),
  ].join("\n");
}

function repoint({ from, to }: ForeignKey, place: (column: string) => number): string[] {
  const child = `${from.plain ? "ONLY " : ""}${nameOf(from)}`;
  const set = from.columns.map(
    (column, at) => `${quoteIdentifier(column)} = m.new_${place(to.columns[at] ?? "")}`,
  );
  const points = from.columns.map(
    (column, at) => `c.${quoteIdentifier(column)} = m.old_${place(to.columns[at] ?? "")}`,
  );
  return [`UPDATE ${child} c SET ${set.join(", ")} FROM merged m WHERE ${points.join(" AND ")};`];
}
