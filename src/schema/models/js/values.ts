import type { ModelSource, SourceColumn, SourceEntity, SourceType } from "../source.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../text.ts";
import { literal } from "./text.ts";

/** A type of JavaScript for values of a column: as node-postgres returns them, and as it takes them. */
export interface JsValue {
  readonly read: string;
  readonly write: string;
}

const same = (type: string): JsValue => ({ read: type, write: type });
const date: JsValue = { read: "Date", write: "Date | string" };

/** What the parsers of `pg-types` 2 make of the types; every other comes as the text that Postgres prints. */
const parsed: Readonly<Record<string, JsValue>> = {
  boolean: same("boolean"),
  smallint: same("number"),
  integer: same("number"),
  oid: same("number"),
  real: same("number"),
  "double precision": same("number"),
  bigint: { read: "string", write: "string | number | bigint" },
  numeric: { read: "string", write: "string | number" },
  money: { read: "string", write: "string | number" },
  bytea: same("Uint8Array"),
  date,
  "timestamp without time zone": date,
  "timestamp with time zone": date,
  interval: { read: "Interval", write: "string" },
  json: { read: "Json", write: "JsonInput" },
  jsonb: { read: "Json", write: "JsonInput" },
  point: { read: "Point", write: "string" },
  circle: { read: "Circle", write: "string" },
};

/** Types whose arrays `pg-types` 2 parses; numbers of `numeric[]` become floating-point ones. */
const parsedArrays = new Set(
  (
    "boolean bytea smallint integer oid bigint point real double precision numeric character character varying text name macaddr inet cidr " +
    "date interval json jsonb numrange uuid money"
  )
    .split(" ")
    .concat(
      "double precision",
      "character varying",
      "timestamp without time zone",
      "timestamp with time zone",
      "time without time zone",
      "time with time zone",
    ),
);

/** The aliases that files declare where a column needs them. */
const aliases: Readonly<Record<string, string>> = {
  Json: "null | boolean | number | string | Json[] | { [key: string]: Json | undefined }",
  /** node-postgres writes objects as JSON by itself; arrays it writes as those of Postgres, and texts as they are. */
  JsonInput: "string | { [key: string]: Json | undefined }",
  Interval:
    "{ years?: number; months?: number; days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number }",
  Point: "{ x: number; y: number }",
  Circle: "{ x: number; y: number; radius: number }",
};

/** The types of a column's values, without NULL. `enumType` names the type of an enum. */
export function valueOf(type: SourceType, enumType: (base: string) => string): JsValue {
  const { array, ...rest } = type;
  if (array) return arrayOf(valueOf({ ...rest, array: false }, enumType), comesParsed(type));
  if (type.under !== undefined) return valueOf(type.under, enumType);
  if (type.kind === "enum") return same(enumType(type.base));
  return parsed[plainBase(type.base)] ?? same("string");
}

function arrayOf({ read, write }: JsValue, isParsed: boolean): JsValue {
  const list = (type: string): string => (type.includes("|") ? `(${type})[]` : `${type}[]`);
  return isParsed
    ? { read: list(read), write: list(write) }
    : { read: "string", write: `${list(write)} | string` };
}

/** `interval day to second` is an interval. */
export const plainBase = (base: string): string =>
  base.startsWith("interval ") ? "interval" : base;

/** The array of a domain or of a type of the database has a number that `pg-types` does not know. */
export const comesParsed = ({ kind, base }: SourceType): boolean =>
  kind === "built-in" && parsedArrays.has(plainBase(base));

/** Says the array that a value comes as, where it comes as one. */
const arrayIn = (type: SourceType): SourceType | undefined =>
  type.array ? type : type.under && arrayIn(type.under);

/** What the driver does that a reader of the types would not expect, each with its columns. */
export function surprises(source: ModelSource): string[] {
  return [
    told(source, "arrays of these types come as text, `{a,b}`", ({ type }) => {
      const array = arrayIn(type);
      return array !== undefined && !comesParsed(array);
    }),
    told(
      source,
      "arrays are taken as lists of one dimension without NULL, which Postgres does not promise",
      ({ type }) => arrayIn(type) !== undefined,
    ),
    told(
      source,
      "elements of `numeric[]` come as floating-point numbers and lose digits",
      ({ type }) => {
        const array = arrayIn(type);
        return array?.kind === "built-in" && array.base === "numeric";
      },
    ),
    told(
      source,
      "what is no object goes into json as text, `JSON.stringify(value)`",
      ({ type, generated }) => {
        return !generated && /^jsonb?$/.test(elementOf(type).base);
      },
    ),
    told(source, "composite values come as text, `(a,b)`", ({ type }) => {
      return type.kind === "composite" && !type.array;
    }),
  ].flat();
}

/** What is below arrays and domains. */
const elementOf = (type: SourceType): SourceType =>
  type.under === undefined ? type : elementOf(type.under);

/** `what: public.tasks.id, public.tasks.at`, or nothing. */
function told(
  { entities }: ModelSource,
  what: string,
  applies: (column: SourceColumn) => boolean,
): string[] {
  const columns = entities.flatMap(({ table, columns: all }) =>
    all.filter(applies).map(({ column }) => `${nameOf(table)}.${quoteIdentifier(column.name)}`),
  );
  return columns.length === 0 ? [] : [`${what}: ${columns.join(", ")}`];
}

/** `"open" | "done"`; of an enum without labels, nothing is a value. */
export function union(labels: readonly string[]): string {
  return labels.length === 0 ? "never" : labels.map(literal).join(" | ");
}

/** Declarations of the aliases that the types name. */
export function aliasesIn({ entities }: ModelSource): string[] {
  const types = entities.flatMap(({ columns }) =>
    columns.map(({ type }) => valueOf(type, () => "")),
  );
  const text = types.map(({ read, write }) => `${read} ${write}`).join(" ");
  return Object.entries(aliases).flatMap(([name, type]) =>
    new RegExp(`\\b${name}\\b`).test(text) ? [`export type ${name} = ${type};`] : [],
  );
}

/** A view takes no rows here. */
export const takesRows = ({ table }: SourceEntity): boolean => !table.kind.endsWith("view");
