import type { Table } from "../table.ts";
import { btree, type Definition } from "./definition.ts";
import { columnKey, type Key } from "./key.ts";
import { keySequences, pairs } from "./sequences.ts";
import type { Condition, TableUse } from "./use.ts";

/** Bytes of included columns beyond which an index is a copy of the table. */
const widestInclude = 160;
const mostIncluded = 12;

/** Btree candidates of one query on one table, the most promising first. */
export function btrees(use: TableUse, partial: readonly Condition[]): Definition[] {
  const { table } = use;
  const sequences = keySequences(use);
  const found: Definition[] = [];
  for (const keys of sequences) {
    found.push(btree(table, keys));
    const include = covering(use);
    if (include.length > 0) found.push(btree(table, keys, { include }));
  }
  for (const condition of partialPredicates(partial)) {
    const free = (key: Key): boolean =>
      !key.columns.some((name) => condition.columns.includes(name));
    for (const sequence of sequences) {
      const keys = sequence.filter(free);
      const kept = keys.length > 0 ? keys : anyKey(use, condition, sequence);
      found.push(...withPredicate(use, kept, condition));
    }
  }
  return distinctDefinitions([...found, ...pairs(use).map((keys) => btree(table, keys))]);
}

/** Where the predicate says it all, any column serves as key, best one that is asked for. */
function anyKey(
  { table, needed }: TableUse,
  { columns }: Condition,
  sequence: readonly Key[],
): Key[] {
  const [name] = [...needed].filter((column) => !columns.includes(column)).toSorted();
  return name === undefined ? sequence.slice(0, 1) : [columnKey(name, table)];
}

function withPredicate(use: TableUse, keys: readonly Key[], condition: Condition): Definition[] {
  const where = { where: condition.text, whereColumns: condition.columns };
  const include = covering(use).filter(
    // what the predicate fixes need not be looked at again, and equality tells its value
    (name) =>
      !condition.columns.includes(name) || use.ranges.some((key) => key.columns[0] === name),
  );
  return [
    btree(use.table, keys, where),
    ...(include.length > 0 ? [btree(use.table, keys, { ...where, include })] : []),
  ];
}

/** Each condition alone, and all of them together. */
function partialPredicates(conditions: readonly Condition[]): Condition[] {
  if (conditions.length < 2) return [...conditions];
  const all = {
    text: conditions.map(({ text }) => `(${text})`).join(" and "),
    columns: [...new Set(conditions.flatMap(({ columns }) => columns))],
  };
  return [...conditions, all];
}

/** All that the query needs of the table, where that is much less than the table; otherwise nothing. */
function covering({ table, needed }: TableUse): string[] {
  const columns = [...needed].toSorted();
  const width = columns.reduce((sum, name) => sum + (table.columns.get(name)?.width ?? 8), 0);
  const narrow =
    columns.length <= mostIncluded && width <= Math.min(widestInclude, rowWidth(table) * 0.7);
  return narrow ? columns : [];
}

function rowWidth(table: Table): number {
  return [...table.columns.values()].reduce((sum, { width }) => sum + width, 24);
}

export function distinctDefinitions(definitions: readonly Definition[]): Definition[] {
  const seen = new Map<string, Definition>();
  for (const definition of definitions) {
    const text = identity(definition);
    if (!seen.has(text)) seen.set(text, definition);
  }
  return [...seen.values()];
}

/** Indexes with the same text are the same. */
export function identity({ table, method, keys, include, where }: Definition): string {
  return JSON.stringify([
    table.title,
    method,
    keys.map(({ text, suffix }) => text + suffix),
    include,
    where,
  ]);
}
