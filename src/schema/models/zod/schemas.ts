import { comesParsed, plainBase } from "../js/values.ts";
import type { SourceType } from "../source.ts";

/** A schema of zod for values as they are read, and for values to be written. */
export interface ZodValue {
  readonly read: string;
  readonly write: string;
}

const same = (schema: string): ZodValue => ({ read: schema, write: schema });
const read = "z.string()";
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?`;
const interval: ZodValue = { read: "interval", write: "text" };

const schemas: Readonly<Record<string, ZodValue>> = {
  boolean: same("z.boolean()"),
  smallint: same("z.int().min(-32768).max(32767)"),
  integer: same("z.int32()"),
  oid: same("z.uint32()"),
  bigint: { read, write: "int8" },
  real: { read: "float", write: "real" },
  "double precision": { read: "float", write: "z.number()" },
  numeric: { read, write: "decimal" },
  money: { read, write: "decimal" },
  uuid: same("z.guid()"),
  bytea: same("bytes"),
  date: { read: "z.date()", write: "day" },
  "timestamp without time zone": { read: "z.date()", write: "moment" },
  "timestamp with time zone": { read: "z.date()", write: "moment" },
  "time without time zone": { read, write: `z.string().regex(/^${time}$/)` },
  "time with time zone": {
    read,
    write: `z.string().regex(/^${time}(?:Z|[+-](?:0\\d|1[0-4]):?[0-5]\\d)$/)`,
  },
  interval,
  json: { read: "z.json()", write: "jsonInput" },
  jsonb: { read: "z.json()", write: "jsonInput" },
  inet: { read, write: "z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])" },
  point: { read: "z.object({ x: z.number(), y: z.number() })", write: "text" },
  circle: { read: "z.object({ x: z.number(), y: z.number(), radius: z.number() })", write: "text" },
};

/** Without NULL and without checks. */
export function zodValue(type: SourceType, enumSchema: (base: string) => string): ZodValue {
  const { array, ...rest } = type;
  if (array) {
    const element = zodValue({ ...rest, array: false }, enumSchema);
    return {
      read: comesParsed(type)
        ? `z.array(${type.base === "numeric" ? "float" : element.read})`
        : read,
      write: `z.array(${element.write})`,
    };
  }
  if (type.under !== undefined) return zodValue(type.under, enumSchema);
  if (type.kind === "enum") return same(enumSchema(type.base));
  const { [plainBase(type.base)]: schema = { read, write: "text" } } = schemas;
  return withModifiers(type, schema);
}

function withModifiers({ base, modifiers }: SourceType, schema: ZodValue): ZodValue {
  const [size, scale = 0] = modifiers;
  if (size === undefined) return schema;
  const refined = (write: string): ZodValue => ({ ...schema, write });
  if (base === "numeric")
    return refined(
      `decimal.refine((value) => fits(value, ${size}, ${scale}), "out of range of numeric(${size},${scale})")`,
    );
  if (base === "character varying" || base === "character")
    return refined(
      `text.refine((value) => characters(value) <= ${size}, "longer than ${size} characters")`,
    );
  if (base === "bit") return refined(`z.string().regex(/^[01]{${size}}$/)`);
  if (base === "bit varying") return refined(`z.string().regex(/^[01]{0,${size}}$/)`);
  return schema;
}
