import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { UserType } from "../../postgres/catalog/model/type.ts";
import { qualified } from "../../sql/quote.ts";

/** The schema's own types by name, as `format_type` prints it with an empty search path. */
export type Types = ReadonlyMap<string, UserType>;

export const typesOf = ({ types }: Catalog): Types =>
  new Map(types.map((type) => [qualified(type.schema, type.name), type]));

/** `numeric(10,2)` is `numeric` of 10 and 2, `timestamp(3) with time zone` is `timestamp with time zone` of 3. */
export function splitType(type: string): { readonly name: string; readonly sizes: number[] } {
  const [, before = type, sizes = "", after = ""] = /^([^"(]+)\(([-\d,]+)\)(.*)$/.exec(type) ?? [];
  return {
    name: `${before}${after}`,
    sizes: sizes === "" ? [] : sizes.split(",").map(Number),
  };
}

/** Whether a type refuses some values of what it is made of. */
export function isChecked(type: string, types: Types): boolean {
  if (type.endsWith("[]")) return isChecked(type.slice(0, -2), types);
  const own = types.get(type);
  if (own?.kind === "composite") return own.columns.some((column) => isChecked(column.type, types));
  if (own?.kind !== "domain") return false;
  return own.constraints.length > 0 || isChecked(own.baseType, types);
}

/** A domain may refuse NULL. */
export function refusesNull(type: string, types: Types): boolean {
  const own = types.get(type);
  return own?.kind === "domain" && (own.notNull !== null || refusesNull(own.baseType, types));
}

/** What is under the domains. */
export function baseOf(type: string, types: Types): string {
  const own = types.get(type);
  return own?.kind === "domain" ? baseOf(own.baseType, types) : type;
}
