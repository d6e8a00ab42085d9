import type { SourceType } from "../source.ts";
import { call, keyword, quoted, type Code } from "./text.ts";

/** A type as SQLAlchemy and as Python say it. */
export interface PythonType {
  readonly sql: Code;
  readonly annotation: string;
}

/** How the types that the schema defines are called in the file. */
export interface OwnTypes {
  /** The constants of enums and domains, by the name that `format_type` prints. */
  readonly constants: ReadonlyMap<string, string>;
  /** The Python classes of enums, likewise. */
  readonly classes: ReadonlyMap<string, string>;
}

type Sizes = readonly number[];
type Write = (sizes: Sizes, collation: readonly Code[]) => PythonType;

const plain =
  (sql: string, annotation: string): Write =>
  () => ({ sql, annotation });

const sized =
  (name: string, annotation: string): Write =>
  (sizes, collation) => ({ sql: call(name, ...sizes.map(String), ...collation), annotation });

const timed = (plainSql: string, exact: string, annotation: string, zone: boolean): Write =>
  function write([precision]) {
    const withZone = zone ? [keyword("timezone", "True")] : [];
    return precision === undefined
      ? { sql: call(plainSql, ...withZone), annotation }
      : { sql: call(exact, ...withZone, keyword("precision", String(precision))), annotation };
  };

const interval =
  (fields: string): Write =>
  ([precision]) => ({
    sql: call(
      "postgresql.INTERVAL",
      ...(fields === "" ? [] : [keyword("fields", quoted(fields))]),
      ...(precision === undefined ? [] : [keyword("precision", String(precision))]),
    ),
    annotation: "datetime.timedelta",
  });

const range = (name: string, of: string): [string, Write][] => [
  [`${name}range`, plain(`postgresql.${name.toUpperCase()}RANGE()`, `postgresql.Range[${of}]`)],
  [
    `${name}multirange`,
    plain(`postgresql.${name.toUpperCase()}MULTIRANGE()`, `list[postgresql.Range[${of}]]`),
  ],
];

/** By what `format_type` prints; drivers give texts for what Python has no type for. */
const builtIn: ReadonlyMap<string, Write> = new Map([
  ["boolean", plain("sa.Boolean()", "bool")],
  ["smallint", plain("sa.SmallInteger()", "int")],
  ["integer", plain("sa.Integer()", "int")],
  ["bigint", plain("sa.BigInteger()", "int")],
  ["numeric", sized("sa.Numeric", "Decimal")],
  ["real", plain("sa.REAL()", "float")],
  ["double precision", plain("sa.Double()", "float")],
  ["money", plain("postgresql.MONEY()", "str")],
  ["text", sized("sa.Text", "str")],
  ["character varying", sized("sa.String", "str")],
  ["character", sized("sa.CHAR", "str")],
  ["bytea", plain("sa.LargeBinary()", "bytes")],
  ["uuid", plain("sa.Uuid()", "UUID")],
  ["date", plain("sa.Date()", "datetime.date")],
  ["time without time zone", timed("sa.Time", "postgresql.TIME", "datetime.time", false)],
  ["time with time zone", timed("sa.Time", "postgresql.TIME", "datetime.time", true)],
  [
    "timestamp without time zone",
    timed("sa.DateTime", "postgresql.TIMESTAMP", "datetime.datetime", false),
  ],
  [
    "timestamp with time zone",
    timed("sa.DateTime", "postgresql.TIMESTAMP", "datetime.datetime", true),
  ],
  ["json", plain("postgresql.JSON(none_as_null=True)", "Any")],
  ["jsonb", plain("postgresql.JSONB(none_as_null=True)", "Any")],
  ["jsonpath", plain("postgresql.JSONPATH()", "str")],
  ["inet", plain("postgresql.INET()", "Any")],
  ["cidr", plain("postgresql.CIDR()", "Any")],
  ["macaddr", plain("postgresql.MACADDR()", "str")],
  ["macaddr8", plain("postgresql.MACADDR8()", "str")],
  ["bit", sized("postgresql.BIT", "str")],
  [
    "bit varying",
    (sizes) => ({
      sql: call("postgresql.BIT", ...sizes.map(String), keyword("varying", "True")),
      annotation: "str",
    }),
  ],
  ["oid", plain("postgresql.OID()", "int")],
  ["regclass", plain("postgresql.REGCLASS()", "str")],
  ["tsvector", plain("postgresql.TSVECTOR()", "str")],
  ["tsquery", plain("postgresql.TSQUERY()", "str")],
  ...["", "year", "month", "day", "hour", "minute", "second"].map(intervalOf),
  ...["year to month", "day to hour", "day to minute", "day to second"].map(intervalOf),
  ...["hour to minute", "hour to second", "minute to second"].map(intervalOf),
  ...range("int4", "int"),
  ...range("int8", "int"),
  ...range("num", "Decimal"),
  ...range("date", "datetime.date"),
  ...range("ts", "datetime.datetime"),
  ...range("tstz", "datetime.datetime"),
]);

function intervalOf(fields: string): [string, Write] {
  return [fields === "" ? "interval" : `interval ${fields}`, interval(fields)];
}

/** Of extensions that usually are in `public`. */
const extensions: ReadonlyMap<string, Write> = new Map([
  ["public.citext", plain("postgresql.CITEXT()", "str")],
  ["public.hstore", plain("postgresql.HSTORE()", "dict[str, Optional[str]]")],
]);

/**
 * `text` is the type as `format_type` prints it: what SQLAlchemy has no class for is said with it, also the arrays of such types, which
 * drivers give as text.
 */
export function pythonType(
  type: SourceType,
  text: string,
  own: OwnTypes,
  collation: string | null = null,
): PythonType {
  const opaque = { sql: call("PostgresType", quoted(text)), annotation: annotationOf(type, own) };
  const constant = own.constants.get(type.base);
  if (constant !== undefined) {
    if (!type.array) return { sql: constant, annotation: annotationOf(type, own) };
    return type.kind === "enum"
      ? arrayOf({ sql: constant, annotation: opaque.annotation })
      : opaque;
  }
  const write = builtIn.get(type.base) ?? (type.array ? undefined : extensions.get(type.base));
  const isOdd = type.base === "character" && type.modifiers.length === 0;
  if (write === undefined || isOdd) return opaque;
  const written = write(
    type.modifiers,
    collation === null ? [] : [keyword("collation", quoted(collation))],
  );
  return type.array ? arrayOf(written) : written;
}

const arrayOf = ({ sql, annotation }: PythonType): PythonType => ({
  sql: call("postgresql.ARRAY", sql),
  annotation: `list[${annotation}]`,
});

/** What Python makes of a value below domains, or of one element of an array. */
function annotationOf(type: SourceType, own: OwnTypes): string {
  const inner = own.classes.get(type.base);
  if (inner !== undefined) return inner;
  if (type.array) return "Any";
  if (type.under !== undefined) return pythonType(type.under, "", own).annotation;
  return type.kind === "built-in" ? "str" : "Any";
}

/** Whether `pythonType` has to name the type as a text. */
export const isOpaque = ({ sql }: PythonType): boolean =>
  typeof sql !== "string" && sql.open === "PostgresType(";
