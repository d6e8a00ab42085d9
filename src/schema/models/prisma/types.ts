import type { SourceType } from "../source.ts";

/** A field's type and its attribute; without an attribute where Prisma's own choice is the same. */
export interface PrismaType {
  /** `String`, or `Unsupported("tsvector")`, which the client leaves out. */
  readonly type: string;
  readonly native: string;
}

/** Types by what `format_type` prints; those with an argument take the modifiers as they are. */
const scalars: Readonly<Record<string, readonly [type: string, native?: string]>> = {
  boolean: ["Boolean"],
  smallint: ["Int", "SmallInt"],
  integer: ["Int"],
  bigint: ["BigInt"],
  oid: ["Int", "Oid"],
  real: ["Float", "Real"],
  "double precision": ["Float"],
  numeric: ["Decimal", "Decimal"],
  money: ["Decimal", "Money"],
  text: ["String"],
  "character varying": ["String", "VarChar"],
  character: ["String", "Char"],
  uuid: ["String", "Uuid"],
  xml: ["String", "Xml"],
  inet: ["String", "Inet"],
  bit: ["String", "Bit"],
  "bit varying": ["String", "VarBit"],
  bytea: ["Bytes"],
  json: ["Json", "Json"],
  jsonb: ["Json"],
  date: ["DateTime", "Date"],
  "timestamp without time zone": ["DateTime", "Timestamp"],
  "timestamp with time zone": ["DateTime", "Timestamptz"],
  "time without time zone": ["DateTime", "Time"],
  "time with time zone": ["DateTime", "Timetz"],
};

/** Domains are what they are made from, as Prisma itself reads them; what it knows nothing of is Unsupported. */
export function prismaType(
  type: SourceType,
  enumName: (base: string) => string | undefined,
): PrismaType & { readonly list: boolean } {
  const { under, array, base, modifiers, kind } = type;
  if (under !== undefined) {
    const inner = prismaType(under, enumName);
    return array && inner.list ? unsupported(type) : { ...inner, list: array || inner.list };
  }
  const known = kind === "enum" ? enumName(base) : undefined;
  if (known !== undefined) return { type: known, native: "", list: array };
  if (base.endsWith(".citext") && kind === "other")
    return { type: "String", native: "@db.Citext", list: array };
  const [scalar, native] = (kind === "built-in" ? scalars[base] : undefined) ?? [];
  const negative = modifiers.some((modifier) => modifier < 0);
  if (scalar === undefined || negative) return unsupported(type);
  const args = modifiers.length === 0 ? "" : `(${modifiers.join(", ")})`;
  return { type: scalar, native: native === undefined ? "" : `@db.${native}${args}`, list: array };
}

function unsupported({
  base,
  modifiers,
  array,
}: SourceType): PrismaType & { readonly list: boolean } {
  const args = modifiers.length === 0 ? "" : `(${modifiers.join(",")})`;
  const text = `${base.includes("(") ? base : withArgs(base, args)}${array ? "[]" : ""}`;
  return { type: `Unsupported(${JSON.stringify(text)})`, native: "", list: false };
}

/** `timestamp(3) with time zone`. */
function withArgs(base: string, args: string): string {
  const zone = / with(out)? time zone$/.exec(base)?.[0];
  return zone === undefined ? `${base}${args}` : `${base.slice(0, -zone.length)}${args}${zone}`;
}
