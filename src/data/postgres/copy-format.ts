import type { Column } from "../../postgres/catalog/model/column.ts";

/**
 * Built-in types whose binary form is the same in every version: a third less work than text, for both servers. A type with
 * a form of its own (enum, domain, composite, an extension's) carries oids or may change with its version, so its table goes as text.
 */
const STABLE: ReadonlySet<string> = new Set([
  "boolean",
  "smallint",
  "integer",
  "bigint",
  "real",
  "double precision",
  "numeric",
  "text",
  "character varying",
  "character",
  "bytea",
  "uuid",
  "date",
  "time without time zone",
  "time with time zone",
  "timestamp without time zone",
  "timestamp with time zone",
  "interval",
  "json",
  "jsonb",
  "inet",
  "cidr",
  "macaddr",
]);

/** Types as `format_type` prints them; arrays of these types are as stable. */
export const formatOf = (columns: readonly Pick<Column, "type">[]): "binary" | "text" =>
  columns.length > 0 && columns.every(({ type }) => STABLE.has(baseOf(type))) ? "binary" : "text";

/** `character varying(20)[]` is `character varying`, `timestamp(3) with time zone` loses its digits. */
const baseOf = (type: string): string =>
  type.replace(/\[\]$/, "").replace(/\(\d+(?:,-?\d+)?\)/, "");
