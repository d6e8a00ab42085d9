import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Table } from "../table.ts";
import { distinctKeys, type Key } from "./key.ts";

/** An index that could be made. */
export interface Definition {
  readonly table: Table;
  readonly method: string;
  readonly keys: readonly Key[];
  /** Columns that are carried along, in alphabetical order. */
  readonly include: readonly string[];
  readonly where: string | undefined;
  readonly whereColumns: readonly string[];
}

/** Most keys that are worth the width of an index. */
const keyLimit = 5;

export function btree(
  table: Table,
  keys: readonly Key[],
  more: {
    readonly include?: Iterable<string>;
    readonly where?: string;
    readonly whereColumns?: readonly string[];
  } = {},
): Definition {
  const kept = distinctKeys(keys).slice(0, keyLimit);
  const held = new Set(kept.filter(isColumn).flatMap(({ columns }) => columns));
  return {
    table,
    method: "btree",
    keys: kept,
    include: [...new Set(more.include ?? [])].filter((name) => !held.has(name)).toSorted(),
    where: more.where,
    whereColumns: more.whereColumns ?? [],
  };
}

/** Other than btree: one key, nothing else. */
export function special(
  table: Table,
  method: string,
  keys: readonly Key[],
  where?: { readonly text: string; readonly columns: readonly string[] },
): Definition {
  return {
    table,
    method,
    keys,
    include: [],
    where: where?.text,
    whereColumns: where?.columns ?? [],
  };
}

export const isColumn = ({ text, columns }: Key): boolean =>
  columns.length === 1 && text === quoteIdentifier(columns[0] ?? "");

/** Everything after the table: `using gin (tags)`, `(a, b desc) include (c) where d`. The same text is the same index. */
export function describe({ method, keys, include, where }: Definition): string {
  const using = method === "btree" ? "" : `using ${method} `;
  const list = keys.map(({ text, suffix }) => text + suffix).join(", ");
  const carried =
    include.length === 0 ? "" : ` include (${include.map(quoteIdentifier).join(", ")})`;
  return `${using}(${list})${carried}${where === undefined ? "" : ` where ${where}`}`;
}

/** `create index`, with a name where one is given. */
export function createStatement(
  definition: Definition,
  { name, concurrently = false }: { readonly name?: string; readonly concurrently?: boolean } = {},
): string {
  const how = concurrently && !definition.table.partitioned ? " concurrently" : "";
  const called = name === undefined ? "" : ` ${quoteIdentifier(name)}`;
  return `create index${how}${called} on ${definition.table.title} ${describe(definition)}`;
}

/** Every column whose change changes the index. */
export function columnsOfDefinition({ keys, include, whereColumns }: Definition): string[] {
  return [...new Set([...keys.flatMap(({ columns }) => columns), ...include, ...whereColumns])];
}
