import type { SourceType } from "../source.ts";

/** What a value is in Python when it is read, and when it is to be written. */
interface ValueType {
  readonly read: string;
  readonly write: string;
}

/** Whole numbers with the bounds that their types have; a file declares those that it uses. */
const bounded: Readonly<Record<string, readonly [low: string, high: string]>> = {
  Int2: ["-32768", "32767"],
  Int4: ["-2147483648", "2147483647"],
  Int8: ["-9223372036854775808", "9223372036854775807"],
  Oid: ["0", "4294967295"],
};

const same = (type: string): ValueType => ({ read: type, write: type });
const whole = (name: string): ValueType => ({ read: "int", write: name });

const types: Readonly<Record<string, ValueType>> = {
  boolean: same("bool"),
  smallint: whole("Int2"),
  integer: whole("Int4"),
  bigint: whole("Int8"),
  oid: whole("Oid"),
  numeric: same("Decimal"),
  real: same("float"),
  "double precision": same("float"),
  uuid: same("UUID"),
  bytea: same("bytes"),
  date: same("datetime.date"),
  "time without time zone": same("datetime.time"),
  "time with time zone": same("datetime.time"),
  "timestamp without time zone": same("datetime.datetime"),
  "timestamp with time zone": same("datetime.datetime"),
  interval: same("datetime.timedelta"),
  json: same("Any"),
  jsonb: same("Any"),
  inet: same("IPvAnyInterface"),
  cidr: same("IPvAnyNetwork"),
};

/** Drivers read ranges and types of the schema as what they have been taught, so those are open. */
const open = /range$|^box$|^point$/;

/** Without NULL. `classes` are those of enums, by their names in SQL. */
export function valueType(type: SourceType, classes: ReadonlyMap<string, string>): ValueType {
  const { array, ...rest } = type;
  if (array) {
    const { read, write } = valueType({ ...rest, array: false }, classes);
    return { read: `list[${read}]`, write: `list[${write}]` };
  }
  if (type.under !== undefined) return valueType(type.under, classes);
  const own = classes.get(type.base);
  if (own !== undefined) return same(own);
  const known = types[type.base.replace(/^interval .*/, "interval")];
  if (known !== undefined) return known;
  if (type.base === "public.citext") return same("str");
  return same(type.kind === "built-in" && !open.test(type.base) ? "str" : "Any");
}

/** `Int4 = Annotated[int, Field(ge=..., le=...)]`, of those that the code names. */
export function boundedTypes(code: string): string[] {
  const lines = Object.entries(bounded)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .map(([name, [low, high]]) => `${name} = Annotated[int, Field(ge=${low}, le=${high})]`);
  return lines.length === 0 ? [] : [lines.join("\n")];
}
