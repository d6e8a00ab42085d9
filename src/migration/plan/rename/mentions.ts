import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { printed } from "../alteration.ts";

/** Routines whose text has the name in it: Postgres does not rename what is in there. */
export function mentions({ routines }: Catalog, name: string): string[] {
  const word = new RegExp(
    `(?<![\\w$])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\w$])`,
    "i",
  );
  return routines
    .filter(({ source }) => word.test(source))
    .map((routine) => `${printed(routine)}(${routine.identity})`);
}

/** A sentence about them, or nothing. */
export function mentioned(catalog: Catalog, name: string): string {
  const found = mentions(catalog, name);
  if (found.length === 0) return "";
  return ` Routines that may name it, to be replaced before the contract: ${found.slice(0, 5).join(", ")}${found.length > 5 ? ", ..." : ""}.`;
}
