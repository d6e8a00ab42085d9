import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import { nameOf } from "../../engine/names.ts";

/** What is below domains, without length and precision: `character varying`, `public.status[]`. */
export function baseTypes({ types }: Catalog): (type: string) => string {
  const domains = new Map(
    types.flatMap((type) => (type.kind === "domain" ? [[nameOf(type), type.baseType]] : [])),
  );
  const base = (type: string): string => {
    const below = domains.get(type);
    return below === undefined ? type.replace(/\([\d,-]+\)/, "") : base(below);
  };
  return base;
}

/** The largest number of an integer type. */
export const LARGEST: Readonly<Record<string, bigint>> = {
  smallint: 32_767n,
  integer: 2_147_483_647n,
  bigint: 9_223_372_036_854_775_807n,
};

/** The sequence, by qualified name, from which the column takes its numbers; undefined where there is none. */
export function sequenceOf(column: Column): string | undefined {
  if (column.identity !== null)
    return column.identity.sequence === null ? undefined : nameOf(column.identity.sequence);
  // As Postgres prints it; \ in names would need E'', which nobody has.
  const [, name] = /^nextval\('((?:[^']|'')+)'::regclass\)$/.exec(column.default ?? "") ?? [];
  return name?.replaceAll("''", "'");
}
