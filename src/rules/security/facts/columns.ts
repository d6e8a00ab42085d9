import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";
import type { SecurityFacts } from "../../facts/security.ts";

export interface ColumnOf {
  readonly table: Table;
  readonly column: Column;
  /** Qualified. */
  readonly name: string;
}

/** Columns of tables that are no partitions: those have their parent's. */
export function columnsOf({ catalog }: SecurityFacts): ColumnOf[] {
  return catalog.tables
    .filter(({ partitionBound }) => partitionBound === null)
    .flatMap((table) =>
      table.columns.map((column) => ({
        table,
        column,
        name: `${nameOf(table)}.${quoteIdentifier(column.name)}`,
      })),
    );
}

/** Words of a name: `userPassword`, `user_password` and `USER-PASSWORD` are `user_password`. */
export const words = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[\s-]+/g, "_")
    .toLowerCase();

/** Types that hold text as it was typed. */
export const isText = ({ type }: Column): boolean =>
  /^(text|character|bpchar|(\w+\.)?citext)\b/.test(type) && !type.endsWith("[]");

/** Of `character varying(60)`; undefined without limit. */
export function lengthOf({ type }: Column): number | undefined {
  const found = /\((\d+)\)$/.exec(type);
  return found === null ? undefined : Number(found[1]);
}

/** How many of the values have this shape, where values were looked at. */
export const matching = (
  { samples }: SecurityFacts,
  { table, column }: ColumnOf,
  shape: string,
): number =>
  samples.find(
    (one) => one.table === nameOf(table) && one.column === column.name && one.shape === shape,
  )?.matching ?? 0;
