import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { SequenceOptions } from "../../../postgres/catalog/model/common.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";
import { baseTypes, sequenceOf } from "./types.ts";

/** A column that takes its numbers from a sequence. */
export interface Numbered {
  readonly table: Table;
  readonly column: Column;
  /** Of the column, below domains: `integer`. */
  readonly type: string;
  /** Qualified name of the column. */
  readonly name: string;
  /** Qualified name of the sequence. */
  readonly sequence: string;
  readonly options: SequenceOptions;
}

export function numberedOf(catalog: Catalog): Numbered[] {
  const base = baseTypes(catalog);
  const known = new Map<string, SequenceOptions>(
    catalog.sequences.map((one) => [nameOf(one), one]),
  );
  return catalog.tables
    .filter(({ partitionBound, kind }) => partitionBound === null && kind !== "foreign table")
    .flatMap((table) =>
      table.columns.flatMap((column) => {
        const sequence = sequenceOf(column);
        const options =
          column.identity?.sequence ?? (sequence === undefined ? undefined : known.get(sequence));
        if (sequence === undefined || options === undefined) return [];
        const name = `${nameOf(table)}.${quoteIdentifier(column.name)}`;
        return [{ table, column, type: base(column.type), name, sequence, options }];
      }),
    );
}
