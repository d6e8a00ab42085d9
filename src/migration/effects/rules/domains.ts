import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { DomainType } from "../../../postgres/catalog/model/type.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, nameParts, type Fields } from "../../../sql/walk.ts";
import { nameOf } from "./find.ts";

/** A domain by its name as a statement or `format_type` writes it. */
export function domainOf(catalog: Catalog, written: string): DomainType | undefined {
  return catalog.types
    .filter((type) => type.kind === "domain")
    .find((type) => nameOf(type) === written || quoteIdentifier(type.name) === written);
}

/** Tables that an ALTER DOMAIN looks through: all with a column of the domain, where values have to be checked. */
export function usersOf(catalog: Catalog, { subtype, typeName, def }: Fields): string[] {
  const checked =
    subtype === "C"
      ? asNode(def, "Constraint")?.["skip_validation"] !== true
      : subtype === "V" || subtype === "O";
  const domain = domainOf(catalog, nameParts(typeName).map(quoteIdentifier).join("."));
  if (!checked || domain === undefined) return [];
  return catalog.tables
    .filter(
      ({ kind, columns }) =>
        kind === "table" && columns.some(({ type }) => type === nameOf(domain)),
    )
    .map(nameOf);
}
