import { quoteIdentifier } from "../../../sql/quote.ts";
import { columnsOf, everything, type Expression } from "../../expression/expression.ts";
import { printKey } from "../../expression/print.ts";
import { plainColumn } from "../../findings/index-advice.ts";
import type { Table } from "../table.ts";

/** A key of an index: a column or an expression, and the order in which it is kept. */
export interface Key {
  /** As it stands in CREATE INDEX, without order. */
  readonly text: string;
  readonly columns: readonly string[];
  /** ` desc`, ` nulls first`, ` text_pattern_ops`, or nothing. */
  readonly suffix: string;
  /** Different values, estimated. */
  readonly distinct: number;
}

/** The index key for a side of a condition; undefined for what no index can hold. Whether it is immutable, CREATE INDEX tells. */
export function keyOf(subject: Expression, table: Table, suffix = ""): Key | undefined {
  const column = plainColumn(subject, table.facts);
  if (column !== undefined) return columnKey(column.name, table, suffix);
  const columns = [...new Set(columnsOf(subject).map(({ name }) => name))];
  const known = columns.length > 0 && columns.every((name) => table.columns.has(name));
  const text = known && !isBareColumn(subject) ? printKey(subject) : undefined;
  return text === undefined ? undefined : { text, columns, suffix, distinct: table.rows / 10 };
}

export function columnKey(name: string, table: Table, suffix = ""): Key {
  const distinct = table.columns.get(name)?.distinct ?? table.rows / 10;
  return { text: quoteIdentifier(name), columns: [name], suffix, distinct };
}

/** Under casts that change bytes, such as to another type of number, which depends on more than the value. */
function isBareColumn(subject: Expression): boolean {
  return [...everything(subject)].every(({ kind }) => kind === "column");
}

/** Keys with the same text once, the first of them. */
export function distinctKeys(keys: readonly Key[]): Key[] {
  const seen = new Map<string, Key>();
  for (const key of keys) if (!seen.has(key.text)) seen.set(key.text, key);
  return [...seen.values()];
}
