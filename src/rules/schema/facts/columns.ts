import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Change } from "../../engine/grant-sql.ts";
import { nameOf } from "../../engine/names.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { ownTables } from "./tables.ts";

export interface ColumnOf {
  readonly table: Table;
  readonly column: Column;
  /** Qualified and quoted. */
  readonly name: string;
  /** The column's name in small letters, with `_` between its words. */
  readonly spoken: string;
}

export const columnName = (table: Table, column: string): string =>
  `${nameOf(table)}.${quoteIdentifier(column)}`;

export const columnOfTable = (table: Table, column: Column): ColumnOf => ({
  table,
  column,
  name: columnName(table, column.name),
  spoken: words(column.name),
});

/** Columns of tables with a shape of their own, but for those that they inherit. */
export const ownColumns = ({ catalog }: Pick<SchemaFacts, "catalog">): readonly ColumnOf[] =>
  ownTables(catalog).flatMap((table) =>
    table.columns
      .filter(({ inherited }) => !inherited)
      .map((column) => columnOfTable(table, column)),
  );

/** The type without length and precision: `character varying` of `character varying(20)`. */
export const baseType = ({ type }: Pick<Column, "type">): string =>
  type.replace(/\(\d+(,-?\d+)?\)/, "");

const TEXTS = /^(text|character varying|character|bpchar|(\w+\.)?citext)$/;

export const isText = (column: Pick<Column, "type">): boolean => TEXTS.test(baseType(column));

export const isInteger = ({ type }: Pick<Column, "type">): boolean =>
  /^(smallint|integer|bigint)$/.test(type);

export const isTime = ({ type }: Pick<Column, "type">): boolean => /^(date|timestamp)/.test(type);

export const alterColumn = ({ table, column }: Pick<ColumnOf, "table" | "column">): string =>
  `ALTER TABLE ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;

/**
 * The change of a column's type and the way back; nothing where something hangs on the column. `using` and `back` make the value from
 * the column's name; without them Postgres's assignment casts do.
 */
export function retyped(
  { answers }: SchemaFacts,
  of: ColumnOf,
  to: string,
  { using, back }: { using?: (column: string) => string; back?: (column: string) => string } = {},
): Change | Record<never, never> {
  const { column, name } = of;
  if (answers.pinned.has(name) || column.generated !== null || column.identity !== null) return {};
  const quoted = quoteIdentifier(column.name);
  const alter = (type: string, by: ((column: string) => string) | undefined): string =>
    `${alterColumn(of)} TYPE ${type}${by === undefined ? "" : ` USING ${by(quoted)}`};`;
  return { fix: alter(to, using), rollback: alter(column.type, back) };
}
