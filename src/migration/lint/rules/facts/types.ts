import type { Catalog } from "../../../../postgres/catalog/model/catalog.ts";
import type { DomainType } from "../../../../postgres/catalog/model/type.ts";
import { nameOf } from "./names.ts";

/** The domain of that printed type. */
export function domainOf(catalog: Catalog, type: string): DomainType | undefined {
  return catalog.types.find(
    (candidate) => candidate.kind === "domain" && nameOf(candidate) === type,
  ) as DomainType | undefined;
}

/** Whether values of the type are checked, also by a domain that it is made of. */
export function isConstrainedDomain(catalog: Catalog, type: string): boolean {
  const domain = domainOf(catalog, type);
  if (domain === undefined) return false;
  return (
    domain.constraints.length > 0 ||
    domain.notNull !== null ||
    isConstrainedDomain(catalog, domain.baseType)
  );
}

/** A printed type apart from its modifier: `numeric(10,2)[]` is `numeric[]`. */
export const bare = (type: string): string => type.replace(/\([^)]*\)/, "");

/** The numbers in a printed type: `numeric(10,2)` has 10 and 2. */
export function modifiers(type: string): number[] {
  const [, inner = ""] = /\(([^)]*)\)/.exec(type) ?? [];
  return inner === "" ? [] : inner.split(",").map(Number);
}
