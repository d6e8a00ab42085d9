import type { ColumnStatistics } from "./read/columns.ts";
import type { IndexColumn, IndexFacts } from "./read/indexes.ts";

/** What the models know of the rows that an index has. */
export interface Facts {
  /** Rows in the index, NULLs among them. */
  readonly rows: number;
  readonly tableRows: number;
  /** Pages of the table. */
  readonly tablePages: number;
  statistics(column: IndexColumn): ColumnStatistics | undefined;
  /** Different combinations of the key's columns, where extended statistics tell. */
  distinctKeys(index: IndexFacts): number | undefined;
}
