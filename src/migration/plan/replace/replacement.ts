import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";

/** How the values of a column become those of its successor, and back. */
export interface Conversion {
  /** The new value over the columns of the row. */
  readonly forward: string;
  /** What the old application would have written for a new value, over the columns of the row after the switch. */
  readonly backward: string | undefined;
  /** Columns that `forward` reads. */
  readonly reads: readonly string[];
  /** No value makes `forward` fail. */
  readonly certain: boolean;
  /** `forward` is a cast and nothing else: NULL stays NULL. */
  readonly plain: boolean;
  /** The same row gives another value each time, or one of another table's. */
  readonly volatile: boolean;
}

/** A column that is replaced by a new one under its name. */
export interface Replacement extends Conversion {
  readonly table: Table;
  readonly column: Column;
  /** As it will be. */
  readonly target: Column;
  /** What the new column is called until the switch. */
  readonly fresh: string;
  /** What the old one is called from the switch on. */
  readonly kept: string;
}

/** Whether nothing says what the old column is of a row that is written after the switch; an identity goes on counting. */
export const isLost = ({ backward, column, target }: Replacement): boolean =>
  backward === undefined && !(column.identity !== null && target.identity === null);

/** Columns of one table that are replaced together. */
export interface TableReplacement {
  readonly table: Table;
  /** As it will be. */
  readonly target: Table;
  readonly columns: readonly Replacement[];
  /** Of the trigger and its function. */
  readonly trigger: string;
}

export const sameName = (a: ObjectName, b: ObjectName): boolean =>
  a.schema === b.schema && a.name === b.name;
