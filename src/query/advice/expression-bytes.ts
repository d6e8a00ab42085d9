import { isColumn, type Definition } from "./candidates/definition.ts";

/** A page of 8 kB as CREATE INDEX fills the leaves of a btree. */
const leafBytes = 8192 * 0.9;
/** Line pointer and header of an entry. */
const overhead = 12;
/** What an expression takes out of a wide value is rarely wider. */
const widest = 32;

/**
 * What a btree on an expression takes at most, as nobody knows its values: no two alike, each as wide as the column it comes from.
 * Without it the planner's guess of 200 different values would make such an index look tiny. 0 where all keys are columns.
 */
export function expressionBytes(
  { method, table, keys, include }: Definition,
  tuples: number,
): number {
  if (method !== "btree" || keys.every(isColumn)) return 0;
  const widthOf = (name: string): number => table.columns.get(name)?.width ?? 8;
  const widths = [
    ...keys.map((key) => Math.min(widest, Math.max(...key.columns.map(widthOf)))),
    ...include.map(widthOf),
  ];
  const entry = overhead + Math.ceil(widths.reduce((sum, width) => sum + width, 0) / 8) * 8;
  return Math.ceil((tuples * entry) / leafBytes + 2) * 8192;
}
