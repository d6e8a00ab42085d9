import { qualified, quoteLiteral } from "../../sql/quote.ts";
import { random, ROW } from "./numbers.ts";
import { splitType, type Types } from "./types.ts";

/** How a value is drawn. */
export interface Draw {
  readonly salt: number;
  /** Another value for each row, as far as the type has so many. */
  readonly distinct: boolean;
  /** Some longer than a page's share, which Postgres stores apart. */
  readonly long?: boolean;
}

/** SQL of the type's value for a row, where a kind of value is known for it; every builtin type has one. */
export function valueOf(type: string, types: Types, draw: Draw): string | undefined {
  const number = draw.distinct ? ROW : `(${random(draw.salt)} % 1000)`;
  return valueAt(type, types, { ...draw, number });
}

interface Place extends Draw {
  readonly number: string;
}

function valueAt(type: string, types: Types, place: Place): string | undefined {
  if (type.endsWith("[]")) return arrayOf(type, types, place);
  const own = types.get(type);
  if (own !== undefined) return ownValue(type, own, types, place);
  const { name, sizes } = splitType(type);
  const range = ranges[name];
  if (range !== undefined) return rangeOf(type, range, types, place);
  if (name.endsWith("multirange")) {
    const inner = valueAt(name.replace("multirange", "range"), types, place);
    return inner === undefined ? undefined : `pg_catalog.multirange(${inner})`;
  }
  const value = builtin[name]?.(place, sizes);
  return value === undefined ? undefined : `(${value})::${type}`;
}

function ownValue(
  type: string,
  own: NonNullable<ReturnType<Types["get"]>>,
  types: Types,
  place: Place,
): string | undefined {
  if (own.kind === "enum") return `${pick(own.labels.map(quoteLiteral), place.number)}::${type}`;
  if (own.kind === "range") return rangeOf(type, own.subtype, types, place);
  if (own.kind === "domain") {
    const value = valueAt(own.baseType, types, place);
    return value === undefined ? undefined : `(${value})::${type}`;
  }
  if (own.kind !== "composite") return undefined;
  const fields = own.columns.map((column) => valueAt(column.type, types, place) ?? "null");
  return `row(${fields.join(", ")})::${type}`;
}

/** One of SQL values, by a number. */
export const pick = (values: readonly string[], number: string): string =>
  `(array[${values.join(", ")}]::text[])[1 + (${number} % ${values.length})::int4]`;

function arrayOf(type: string, types: Types, place: Place): string | undefined {
  const [one, other] = [place.number, `(${place.number} + 1)`].map((number) =>
    valueAt(type.slice(0, -2), types, { ...place, long: false, number }),
  );
  if (one === undefined || other === undefined) return undefined;
  const empty = place.distinct ? "" : `when ${place.number} % 7 = 0 then '{}' `;
  return `case ${empty}when ${place.number} % 2 = 0 then array[${one}] else array[${one}, ${other}] end::${type}`;
}

/** Ranges of different rows do not overlap where rows are to be distinct. */
function rangeOf(type: string, subtype: string, types: Types, place: Place): string | undefined {
  const [one, other] = [`(${place.number} * 2)`, `(${place.number} * 2 + 1)`].map((number) =>
    valueAt(subtype, types, { ...place, distinct: true, number }),
  );
  if (one === undefined || other === undefined) return undefined;
  const name = type.includes(".") ? type : qualified("pg_catalog", type);
  return `${name}(least(${one}, ${other}), greatest(${one}, ${other}))`;
}

const ranges: Readonly<Record<string, string>> = {
  int4range: "integer",
  int8range: "bigint",
  numrange: "numeric",
  daterange: "date",
  tsrange: "timestamp without time zone",
  tstzrange: "timestamp with time zone",
};

const words = ["alpha", "Beta", "gamma ray", "delta's", "épsilon", "zeta-1", "eta_2", "theta"];

function text({ number, distinct, salt, long }: Place, [length]: readonly number[]): string {
  if (distinct && length !== undefined && length < 12)
    return `pg_catalog.right(pg_catalog.lpad(pg_catalog.to_hex(${number}), ${length}, '0'), ${length})`;
  const short = distinct
    ? `'item-' || ${number}`
    : `${pick(words.map(quoteLiteral), random(salt + 1))} || ' ' || ${number}`;
  if (length !== undefined) return `pg_catalog.left(${short}, ${length})`;
  if (long !== true || distinct) return short;
  const much = `(select pg_catalog.string_agg(pg_catalog.md5((${number} * 100 + neon_dba_part)::text), '') from pg_catalog.generate_series(1, 68) neon_dba_part)`;
  return `case when ${ROW} % 97 = 7 then ${much} else ${short} end`;
}

function numeric({ number }: Place, [precision, scale = 0]: readonly number[]): string {
  if (precision === undefined) return `${number} * 1.25`;
  const digits = Math.min(precision, 15);
  return scale >= 0
    ? `(${number} % ${10 ** digits}) / ${10 ** Math.min(scale, 15)}::numeric`
    : `(${number} % ${10 ** digits}) * ${10 ** -scale}::numeric`;
}

const digits = (length: number) => (place: Place) =>
  `pg_catalog.lpad(pg_catalog.to_hex(${place.number}), ${length}, '0')`;

type Make = (place: Place, sizes: readonly number[]) => string;

/** By the name that `format_type` prints, without sizes. */
const builtin: Readonly<Record<string, Make>> = {
  smallint: ({ number }) => `${number} % 32768`,
  integer: ({ number }) => `1 + ${number}`,
  bigint: ({ number }) => `1 + ${number}`,
  numeric,
  real: ({ number }) => `${number} * 0.5`,
  "double precision": ({ number }) => `${number} * 0.25`,
  money: ({ number }) => `(${number} * 1.5)::numeric`,
  text,
  "character varying": text,
  character: (place, [length = 1]) => text(place, [length]),
  name: ({ number }) => `'name_' || ${number}`,
  '"char"': ({ number }) => `pg_catalog.chr(33 + (${number} % 90)::int4)`,
  boolean: ({ number }) => `${number} % 2 = 0`,
  date: ({ number }) => `date '2023-01-01' + (${number} % 1000000)::int4`,
  "timestamp without time zone": ({ number }) =>
    `timestamp '2024-01-01' + ${number} * interval '37 minutes 5.25 seconds'`,
  "timestamp with time zone": ({ number }) =>
    `timestamptz '2024-01-01 00:00+00' + ${number} * interval '37 minutes 5.25 seconds'`,
  "time without time zone": ({ number }) => `time '00:00' + ${number} * interval '61 seconds'`,
  "time with time zone": ({ number }) => `timetz '00:00+00' + ${number} * interval '61 seconds'`,
  interval: ({ number }) => `${number} * interval '1 minute'`,
  uuid: ({ number, salt }) => `pg_catalog.md5(${salt} || '.' || ${number})`,
  json: ({ number }) => `pg_catalog.json_build_object('n', ${number}, 'tags', array['a', null])`,
  jsonb: ({ number }) => `pg_catalog.jsonb_build_object('n', ${number}, 'tags', array['a', null])`,
  bytea: ({ number }) => `pg_catalog.decode(pg_catalog.md5((${number})::text), 'hex')`,
  inet: ({ number }) => `inet '10.0.0.0' + ${number}`,
  cidr: ({ number }) => `(inet '10.0.0.0' + ${number})::cidr`,
  macaddr: digits(12),
  macaddr8: digits(16),
  bit: ({ number }, [length = 1]) => `(${number})::int8::bit(${length})`,
  "bit varying": ({ number }, [length = 64]) => `(${number})::int8::bit(${Math.min(length, 64)})`,
  xml: ({ number }) => `xmlelement(name item, ${number})`,
  tsvector: ({ number }) => `'word' || ${number}`,
  tsquery: ({ number }) => `'word' || ${number}`,
  point: ({ number }) => `pg_catalog.point(${number}, ${number} % 7)`,
  lseg: ({ number }) => `pg_catalog.lseg(point(${number}, 0), point(${number}, 1))`,
  line: ({ number }) => `pg_catalog.line(point(0, ${number}), point(1, ${number} + 1))`,
  box: ({ number }) => `pg_catalog.box(point(2 * ${number}, 0), point(2 * ${number} + 1, 1))`,
  polygon: ({ number }) => `box(point(2 * ${number}, 0), point(2 * ${number} + 1, 1))::polygon`,
  path: ({ number }) => `box(point(${number}, 0), point(${number} + 1, 1))::polygon::path`,
  circle: ({ number }) => `pg_catalog.circle(point(3 * ${number}, 0), 1)`,
  oid: ({ number }) => `1 + ${number}`,
  xid: ({ number }) => `(3 + ${number})::text`,
  xid8: ({ number }) => `(3 + ${number})::text`,
  cid: ({ number }) => `(${number})::text`,
  tid: ({ number }) => `'(' || ${number} || ',1)'`,
  pg_lsn: ({ number }) => `pg_lsn '0/0' + (${number})::numeric`,
  jsonpath: ({ number }) => `'$.a' || ${number}`,
  regclass: () => `'pg_catalog.pg_class'`,
  regtype: () => `'pg_catalog.int4'`,
  regproc: () => `'pg_catalog.now'`,
  regprocedure: () => `'pg_catalog.now()'`,
  regnamespace: () => `'pg_catalog'`,
  regrole: () => `current_user::text`,
  regconfig: () => `'pg_catalog.simple'`,
};
