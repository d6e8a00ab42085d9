import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { DomainType, UserType } from "../../postgres/catalog/model/type.ts";
import { nameOf } from "../text.ts";
import { remake } from "./change.ts";
import type { Verdict } from "./change.ts";

/**
 * A domain that demands more cannot be altered while a column has it inside an array, a range or a composite type: Postgres does not look
 * for its values there ("cannot alter type because column uses it"). Then it is made anew. Undefined where it stays.
 */
export function domainInside(catalog: Catalog, a: UserType, b: UserType): Verdict | undefined {
  if (a.kind !== "domain" || b.kind !== "domain" || !demandsMore(a, b)) return undefined;
  const isInside = catalog.tables.some(({ columns }) =>
    columns.some(({ type }) => holds(catalog, type, nameOf(a), false, new Set())),
  );
  return isInside ? remake : undefined;
}

function demandsMore(a: DomainType, b: DomainType): boolean {
  if (a.notNull === null && b.notNull !== null) return true;
  return b.constraints.some(
    ({ name, definition, validated }) =>
      validated &&
      !a.constraints.some((other) => other.name === name && other.definition === definition),
  );
}

function holds(
  catalog: Catalog,
  type: string,
  domain: string,
  inside: boolean,
  seen: Set<string>,
): boolean {
  const own = type.replace(/(\[\])+$/, "");
  const within = inside || own !== type;
  if (own === domain) return within;
  if (seen.has(`${own} ${within}`)) return false;
  seen.add(`${own} ${within}`);
  const found = catalog.types.find((one) => nameOf(one) === own);
  if (found?.kind === "domain") return holds(catalog, found.baseType, domain, within, seen);
  if (found?.kind === "range") return holds(catalog, found.subtype, domain, true, seen);
  const columns =
    found?.kind === "composite"
      ? found.columns
      : (catalog.tables.find((one) => nameOf(one) === own)?.columns ?? []);
  return columns.some((column) => holds(catalog, column.type, domain, true, seen));
}
