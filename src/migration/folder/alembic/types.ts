import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Py, PyCall } from "./expression.ts";
import { flag, lastName, NotPlain, optionalText, textOf } from "./values.ts";

const SIMPLE: Readonly<Record<string, string>> = {
  Integer: "integer",
  INTEGER: "integer",
  INT: "integer",
  BigInteger: "bigint",
  BIGINT: "bigint",
  SmallInteger: "smallint",
  SMALLINT: "smallint",
  Text: "text",
  TEXT: "text",
  UnicodeText: "text",
  CLOB: "text",
  Boolean: "boolean",
  BOOLEAN: "boolean",
  Date: "date",
  DATE: "date",
  Double: "double precision",
  DOUBLE: "double precision",
  DOUBLE_PRECISION: "double precision",
  REAL: "real",
  LargeBinary: "bytea",
  BLOB: "bytea",
  BYTEA: "bytea",
  PickleType: "bytea",
  JSON: "json",
  JSONB: "jsonb",
  Uuid: "uuid",
  UUID: "uuid",
  Interval: "interval",
  INTERVAL: "interval",
  INET: "inet",
  CIDR: "cidr",
  MACADDR: "macaddr",
  TSVECTOR: "tsvector",
  HSTORE: "hstore",
  CITEXT: "citext",
  OID: "oid",
  MONEY: "money",
  INT4RANGE: "int4range",
  INT8RANGE: "int8range",
  NUMRANGE: "numrange",
  DATERANGE: "daterange",
  TSRANGE: "tsrange",
  TSTZRANGE: "tstzrange",
};

/** An enum that comes with a column: `CREATE TYPE` runs where its table is made. */
export interface PyEnum {
  readonly name: string;
  readonly create: string | undefined;
}

export interface PyType {
  readonly sql: string;
  readonly enumeration?: PyEnum;
}

/** As SQLAlchemy's dialect for Postgres writes the type (lib/sqlalchemy/dialects/postgresql/base.py). Throws NotPlain. */
export function typeOf(value: Py | undefined): PyType {
  if (value?.kind === "name")
    return typeOf({ kind: "call", name: value.name, args: [], named: new Map(), line: 0 });
  if (value?.kind !== "call") throw new NotPlain();
  const name = lastName(value.name);
  const [first] = value.args;
  if (/^(?:String|VARCHAR|Unicode|NVARCHAR|AutoString)$/.test(name))
    return { sql: `varchar${length(value)}` };
  if (/^(?:Float|FLOAT)$/.test(name)) return { sql: `float${precision(value)}` };
  if (/^N?CHAR$/.test(name)) return { sql: `char${length(value)}` };
  if (/^(?:DateTime|TIMESTAMP|DATETIME)$/.test(name)) return { sql: `timestamp${zone(value)}` };
  if (/^(?:Time|TIME)$/.test(name)) return { sql: `time${zone(value)}` };
  if (/^(?:Numeric|NUMERIC|DECIMAL)$/.test(name)) return { sql: `numeric${precision(value)}` };
  if (name === "ARRAY") return { sql: `${typeOf(value.named.get("item_type") ?? first).sql}[]` };
  if (/^(?:Enum|ENUM)$/.test(name)) return enumOf(value);
  const sql = SIMPLE[name];
  if (sql === undefined) throw new NotPlain();
  return { sql };
}

const inBrackets = (...values: readonly (number | undefined)[]): string => {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? "" : `(${given.join(", ")})`;
};

function numberFrom(value: Py | undefined): number | undefined {
  if (value === undefined || value.kind === "none") return undefined;
  if (value.kind === "number") return value.value;
  throw new NotPlain();
}

const length = (call: PyCall): string =>
  inBrackets(numberFrom(call.named.get("length") ?? call.args[0]));

const precision = (call: PyCall): string =>
  inBrackets(
    numberFrom(call.named.get("precision") ?? call.args[0]),
    numberFrom(call.named.get("scale") ?? call.args[1]),
  );

function zone(call: PyCall): string {
  const [first] = call.args;
  const withZone = first?.kind === "boolean" ? first.value : flag(call, "timezone", false);
  return `${inBrackets(numberFrom(call.named.get("precision")))}${withZone ? " with time zone" : ""}`;
}

function enumOf(call: PyCall): PyType {
  const name = optionalText(call.named.get("name"));
  if (name === undefined || !flag(call, "native_enum", true)) throw new NotPlain();
  const quoted = quoteIdentifier(name);
  const labels = call.args.map((label) => quoteLiteral(textOf(label)));
  const create = flag(call, "create_type", true) && labels.length > 0;
  const sql = create ? `CREATE TYPE ${quoted} AS ENUM (${labels.join(", ")})` : undefined;
  return { sql: quoted, enumeration: { name: quoted, create: sql } };
}
