import type { Column } from "../../postgres/catalog/model/column.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { ROW } from "./numbers.ts";

/** Values that rows of one table are to have, by column; the others are drawn. */
export interface GivenRows {
  /** How many there are; rows that are tried beyond begin again with the first. */
  readonly rows: number;
  /** So many of the first may be referred to by rows that choose their parent themselves. */
  readonly referenced: number;
  /** As Postgres reads them, one for each row: null is NULL, and undefined is drawn. */
  readonly columns: ReadonlyMap<string, readonly (string | null | undefined)[]>;
}

/** Whether no row draws the column. */
export const isGiven = (given: GivenRows | undefined, column: string): boolean =>
  given?.columns.get(column)?.every((value) => value !== undefined) ?? false;

/** SQL of a column's value for the row number `neon_dba_row`. */
export function givenValue(
  { rows, columns }: GivenRows,
  { name, type }: Pick<Column, "name" | "type">,
  drawn = `null::${type}`,
): string {
  const values = columns.get(name) ?? [];
  const place = `[1 + (${ROW} % ${rows})::int4]`;
  const texts = values.map((value) => (value == null ? "null" : quoteLiteral(value)));
  const given = `((array[${texts.join(", ")}]::text[])${place})::${type}`;
  if (values.every((value) => value !== undefined)) return given;
  const isSaid = values.map((value) => String(value !== undefined));
  return `case when (array[${isSaid.join(", ")}])${place} then ${given} else ${drawn} end`;
}
