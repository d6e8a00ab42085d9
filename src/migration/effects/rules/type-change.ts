import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, listOf, nameParts, textOf, type Fields } from "../../../sql/walk.ts";

/** A type without its modifiers, as `format_type` prints it, and the modifiers. */
interface Type {
  readonly name: string;
  readonly modifiers: readonly number[];
}

/** Names of the grammar for types of `format_type`. */
const NAMES: Readonly<Record<string, string>> = {
  bool: "boolean",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  varchar: "character varying",
  bpchar: "character",
  varbit: "bit varying",
  timestamptz: "timestamp with time zone",
  timestamp: "timestamp without time zone",
  timetz: "time with time zone",
  time: "time without time zone",
};

/** The type that a `TypeName` of the parse tree means, arrays with `[]`. */
export function typeOf(typeName: unknown): string {
  const fields = (typeName ?? {}) as Fields;
  const parts = nameParts(fields["names"]);
  const builtin = parts.length === 1 || parts[0] === "pg_catalog";
  const last = parts.at(-1) ?? "";
  const modifiers = listOf(fields["typmods"]).map((item) => modifier(asNode(item, "A_Const")));
  const name = builtin ? (NAMES[last] ?? last) : parts.map(quoteIdentifier).join(".");
  const array = listOf(fields["arrayBounds"]).length > 0 ? "[]" : "";
  const [first = "", ...rest] = name.split(/ (?=with)/);
  const text = modifiers.length === 0 ? first : `${first}(${modifiers.join(",")})`;
  return [text, ...rest].join(" ") + array;
}

const modifier = (constant: Fields | undefined): string =>
  textOf(((constant?.["ival"] ?? {}) as Fields)["ival"]) || "0";

/**
 * Whether the rows stay as they are when a column's type changes without USING (`ATColumnChangeRequiresRewrite()` in `tablecmds.c`, and the
 * support functions of the length coercions). Of types that are not listed, only no change at all.
 */
export function keepsRows(from: string, to: string): boolean {
  if (from === to) return true;
  const [a, b] = [parse(from), parse(to)];
  if (a.name === b.name) return WIDER[a.name]?.(a.modifiers, b.modifiers) ?? false;
  const free = b.modifiers.length === 0;
  return free && (COERCIBLE[a.name]?.includes(b.name) ?? false);
}

function parse(type: string): Type {
  const match = /^([^(]*)\(([\d,]+)\)(.*)$/.exec(type);
  if (match === null) return { name: type, modifiers: [] };
  const [, before = "", list = "", after = ""] = match;
  return { name: before + after, modifiers: list.split(",").map(Number) };
}

type Wider = (from: readonly number[], to: readonly number[]) => boolean;

const longer: Wider = ([from], [to]) => to === undefined || (from !== undefined && to >= from);
const precise: Wider = ([from = 6], [to = 6]) => to >= from;
const numeric: Wider = ([precision, scale = 0], [wider, newScale = 0]) =>
  wider === undefined || (precision !== undefined && wider >= precision && newScale === scale);

const WIDER: Readonly<Record<string, Wider>> = {
  "character varying": longer,
  "bit varying": longer,
  numeric,
  "timestamp with time zone": precise,
  "timestamp without time zone": precise,
  "time with time zone": precise,
  "time without time zone": precise,
};

const COERCIBLE: Readonly<Record<string, readonly string[]>> = {
  "character varying": ["text"],
  text: ["character varying"],
  cidr: ["inet"],
  xml: ["text"],
  integer: ["oid"],
  oid: ["integer"],
};
