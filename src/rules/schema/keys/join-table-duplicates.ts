import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";
import { baseTypes } from "../facts/types.ts";

export const joinTableDuplicates: Rule<SchemaFacts> = {
  id: "join-table-duplicates",
  title: "A join table that may hold the same pair twice",
  effect: "Joins over it return rows twice, and counts are wrong.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    for (const table of ownTables(catalog)) {
      const pair = pairOf(table, base);
      if (pair === undefined || isUnique(table, pair)) continue;
      const name = `${table.name.slice(0, 40)}_pair_key`;
      const alter = `ALTER TABLE ${nameOf(table)}`;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} joins by ${listed(pair)}, and nothing keeps a pair from being there twice. Make the pair unique, or the primary key.`,
        evidence: "rule",
        fix: `${alter} ADD CONSTRAINT ${quoteIdentifier(name)} UNIQUE (${pair.map(quoteIdentifier).join(", ")});`,
        rollback: `${alter} DROP CONSTRAINT ${quoteIdentifier(name)};`,
      };
    }
  },
};

/** The columns of two references, where there is nothing beside them but a key and when the row was made. */
function pairOf(
  { columns, constraints, kind }: Table,
  base: (type: string) => string,
): readonly string[] | undefined {
  const keys = constraints.filter((one) => one.kind === "foreign key");
  const [first, second] = keys;
  if (first === undefined || second === undefined || keys.length > 2) return undefined;
  if (kind === "partitioned table") return undefined;
  const pair = [...new Set([...first.columns, ...second.columns])];
  const own = constraints.find((one) => one.kind === "primary key")?.columns ?? [];
  const rest = columns.filter(
    ({ name, type, generated }) =>
      !pair.includes(name) &&
      generated === null &&
      !(own.length === 1 && own.includes(name)) &&
      !/^(timestamp|date$)/.test(base(type)),
  );
  return rest.length === 0 && pair.length >= 2 ? pair : undefined;
}

const isUnique = ({ indexes }: Table, pair: readonly string[]): boolean =>
  indexes.some(
    // A partial one, of rows that are not deleted, says what is meant.
    ({ unique, keys }) =>
      unique && keys.every(({ column }) => column !== null && pair.includes(column)),
  );
