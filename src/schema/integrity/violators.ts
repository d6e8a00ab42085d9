import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Reader } from "./check.ts";
import { PERSONAL, words } from "./words.ts";

export interface Violators {
  readonly count: number;
  readonly samples: readonly string[];
}

/** Keys that are shown of each finding. */
const SHOWN = 5;

/**
 * Rows of a table, under the alias `c`, that meet a condition: how many, and the keys of some. Of a share of the rows the count is
 * what all would have.
 */
export async function violatorsOf(
  reader: Reader,
  table: Table,
  condition: string,
  guarded = false,
): Promise<Violators> {
  const from = reader.from(table, "c");
  const [counts] = await reader.rows<{ count: number }>(
    `select count(*) as count from ${from} where ${condition}`,
    { guarded },
  );
  const count = counts?.count ?? 0;
  if (count === 0) return { count, samples: [] };
  const rows = await reader.rows<{ key: string }>(
    `select ${keySql(table, "c")} as key from ${from} where ${condition} limit ${SHOWN}`,
    { guarded },
  );
  return { count: Math.round(count / reader.share), samples: rows.map(({ key }) => key) };
}

/** What tells rows apart: the primary key, else a key over required columns, else where the row lies. */
export function keyOf(table: Table): readonly string[] {
  const required = new Set(
    table.columns.filter(({ notNull }) => notNull !== null).map(({ name }) => name),
  );
  const keys = table.constraints.filter(
    ({ kind, columns, temporal }) =>
      (kind === "primary key" || kind === "unique") &&
      !temporal &&
      columns.every((column) => required.has(column)),
  );
  const key = keys.find(({ kind }) => kind === "primary key") ?? keys[0];
  return key?.columns ?? [];
}

/** SQL of a row's key as text: `(id)=(42)`. Values of people's own are not shown. */
export function keySql(table: Table, alias: string): string {
  const columns = keyOf(table);
  const names = columns.length === 0 ? ["ctid"] : columns;
  const shown = names.some((name) => PERSONAL.test(words(name))) ? ["ctid"] : names;
  const values = shown.map(
    (name) => `pg_catalog.left(${alias}.${quoteIdentifier(name)}::text, 60)`,
  );
  const head = `(${shown.join(", ")})=(`.replaceAll("'", "''").replaceAll("\\", "\\\\");
  return `E'${head}' || ${values.join(" || ', ' || ")} || ')'`;
}
