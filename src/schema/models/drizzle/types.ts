import { literal } from "../js/text.ts";
import { plainBase, valueOf } from "../js/values.ts";
import type { SourceType } from "../source.ts";

/** How a column of a type is declared. */
export interface DrizzleType {
  /** The function of pg-core, or that of a custom type. */
  readonly builder: string;
  /** Its second argument; empty without one. */
  readonly config: string;
  /** Of a custom type. */
  readonly custom: { readonly name: string; readonly data: string } | undefined;
}

const plain: Readonly<Record<string, readonly [builder: string, config?: string]>> = {
  boolean: ["boolean"],
  smallint: ["smallint"],
  integer: ["integer"],
  bigint: ["bigint", '{ mode: "bigint" }'],
  real: ["real"],
  "double precision": ["doublePrecision"],
  text: ["text"],
  uuid: ["uuid"],
  json: ["json"],
  jsonb: ["jsonb"],
  date: ["date"],
  inet: ["inet"],
  cidr: ["cidr"],
  macaddr: ["macaddr"],
  macaddr8: ["macaddr8"],
  point: ["point", '{ mode: "xy" }'],
  line: ["line", '{ mode: "abc" }'],
};

/** The declaration of a type that is no array; `enumBuilder` names the declared enum. */
export function drizzleType(
  type: SourceType,
  enumBuilder: (base: string) => string | undefined,
): DrizzleType {
  const [size, scale] = type.modifiers;
  const built = (builder: string, ...config: readonly (string | undefined)[]): DrizzleType => {
    const fields = config.filter((field) => field !== undefined);
    return {
      builder,
      config: fields.length === 0 ? "" : `{ ${fields.join(", ")} }`,
      custom: undefined,
    };
  };
  const precision = size === undefined ? undefined : `precision: ${size}`;
  const zone = type.base.endsWith("with time zone") ? "withTimezone: true" : undefined;
  const length = size === undefined ? undefined : `length: ${size}`;
  const known = type.kind === "built-in" ? plain[type.base] : undefined;
  if (known !== undefined) return { builder: known[0], config: known[1] ?? "", custom: undefined };
  if (type.kind === "enum") {
    const builder = enumBuilder(type.base);
    if (builder !== undefined) return built(builder);
  }
  if (type.kind === "built-in") {
    if (type.base === "numeric")
      return built("numeric", precision, scale === undefined ? undefined : `scale: ${scale}`);
    if (type.base === "character varying") return built("varchar", length);
    if (type.base === "character") return built("char", length);
    if (type.base === "bit") return built("bit", `dimensions: ${size ?? 1}`);
    if (type.base.startsWith("timestamp with")) return built("timestamp", zone, precision);
    if (type.base.startsWith("time with")) return built("time", zone, precision);
    if (plainBase(type.base) === "interval") {
      const fields =
        type.base === "interval" ? undefined : `fields: ${literal(type.base.slice(9))}`;
      return built("interval", fields, precision);
    }
  }
  return { builder: "", config: "", custom: customOf(type) };
}

/** Types that drizzle-kit writes without quotes, if only the beginning of the name is theirs. */
const unquoted =
  /^(uuid|smallint|integer|bigint|boolean|text|varchar|serial|bigserial|decimal|numeric|real|json|time|date|interval|double precision|char|vector|geometry|halfvec|sparsevec|bit)/;

function customOf(type: SourceType): { readonly name: string; readonly data: string } {
  const { base, modifiers, name, kind } = type;
  const data = dataOf(type);
  const suffix = modifiers.length === 0 ? "" : `(${modifiers.join(", ")})`;
  // drizzle-kit puts quotes around the whole, and none within
  const escaped = (text: string): string => text.replaceAll('"', '""');
  if (kind === "built-in")
    return base === '"char"'
      ? { name: 'pg_catalog"."char', data }
      : { name: `${base}${suffix}`, data };
  if (name === undefined) return { name: base, data };
  const bare = name.schema === "public" && !unquoted.test(name.name);
  return {
    name: bare
      ? `${escaped(name.name)}${suffix}`
      : `${escaped(name.schema)}"."${escaped(name.name)}`,
    data,
  };
}

/** Drizzle has node-postgres leave dates and intervals as they are printed. */
function dataOf(type: SourceType): string {
  const { read } = valueOf(type, () => "string");
  const bottom = (each: SourceType): SourceType => (each.under ? bottom(each.under) : each);
  if (/^(date|time|interval)/.test(bottom(type).base))
    return bottom(type).array ? "string[]" : "string";
  return read
    .replace("Json", "unknown")
    .replace("Point", "{ x: number; y: number }")
    .replace("Circle", "{ x: number; y: number; radius: number }");
}
