import { identifier } from "../../core/identifier.ts";
import { readings } from "../../postgres/catalog/describe/name.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { DomainType, EnumType } from "../../postgres/catalog/model/type.ts";
import { printed } from "./find.ts";
import { refuseName } from "./refuse.ts";

/** What people write, and `format_type` prints otherwise. */
const aliases: Readonly<Record<string, string>> = {
  int: "integer",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  varchar: "character varying",
  string: "text",
  char: "character",
  bpchar: "character",
  decimal: "numeric",
};

const builtins = [
  "uuid",
  "text",
  "integer",
  "bigint",
  "smallint",
  "character varying",
  "character",
  "numeric",
  "name",
];

/** A type as `format_type` prints it, of what somebody wrote. It is one that exists: the text can stand in SQL. */
export function findType(catalog: Catalog, text: string, place: string): string {
  const plain = withoutModifier(text.trim().toLowerCase());
  const builtin = aliases[plain] ?? plain;
  if (builtins.includes(builtin)) return builtin;
  const own = readings(text.trim()).flatMap(({ schema, name }) =>
    catalog.types.filter(
      (type) => type.name === name && (schema === null || type.schema === schema),
    ),
  );
  // Types of extensions are known by the columns that are of them.
  const used = catalog.tables.flatMap(({ columns }) =>
    columns.map(({ type }) => withoutModifier(type)),
  );
  const found =
    own.map(printed)[0] ??
    used.find((type) => type === text.trim() || type === plain) ??
    used.find((type) => type.endsWith(`.${plain}`));
  if (found !== undefined) return found;
  throw refuseName(place, `there is no type \`${identifier(text)}\``, text, [
    ...builtins,
    ...catalog.types.map(printed),
  ]);
}

/** `character varying(20)` as `character varying`: what a value is cast to is not cut off. */
export const withoutModifier = (type: string): string => type.replace(/\s*\([\d\s,]*\)/, "");

export const domainNamed = (catalog: Catalog, type: string): DomainType | undefined =>
  catalog.types.find(
    (known): known is DomainType => known.kind === "domain" && printed(known) === type,
  );

export const enumNamed = (catalog: Catalog, type: string): EnumType | undefined =>
  catalog.types.find(
    (known): known is EnumType => known.kind === "enum" && printed(known) === type,
  );

/** The type under a domain, over any number of domains. */
export function baseType(catalog: Catalog, type: string): string {
  const plain = withoutModifier(type);
  const domain = domainNamed(catalog, plain);
  return domain === undefined ? plain : baseType(catalog, domain.baseType);
}

/** Whether Postgres compares them with an operator that an index on either can answer. */
export function comparable(catalog: Catalog, a: string, b: string): boolean {
  return family(baseType(catalog, a)) === family(baseType(catalog, b));
}

function family(type: string): string {
  if (["smallint", "integer", "bigint"].includes(type)) return "integer";
  return ["text", "character varying", "name"].includes(type) || type.endsWith(".citext")
    ? "text"
    : type;
}

/**
 * A column of `type` as it is compared: Postgres has no equality for a domain over an enum, but finds that of the enum, and the index on
 * the column with it.
 */
export function compared(catalog: Catalog, column: string, type: string): string {
  const base = baseType(catalog, type);
  return base !== withoutModifier(type) && enumNamed(catalog, base) !== undefined
    ? `${column}::${base}`
    : column;
}
