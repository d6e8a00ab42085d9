import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import type { Sides } from "./sides.ts";

/**
 * Whether values of the type are or hold those of a range type that both sides have. A range type cannot make room for another of its name:
 * its constructors are called like it and belong to the superuser. So what has it becomes text while it is made anew.
 */
export function passesByText(sides: Sides, type: string): boolean {
  const stays = new Set(sides.b.catalog.types.map(nameOf));
  return holdsRange(sides.a.catalog, type, stays, new Set());
}

function holdsRange(
  catalog: Catalog,
  type: string,
  stays: ReadonlySet<string>,
  seen: Set<string>,
): boolean {
  const own = type.replace(/(\[\])+$/, "");
  if (seen.has(own)) return false;
  seen.add(own);
  const inside = (of: string): boolean => holdsRange(catalog, of, stays, seen);
  for (const one of catalog.types) {
    if (one.kind === "range" && (nameOf(one) === own || nameOf(one.multirange) === own))
      return stays.has(nameOf(one)) || inside(one.subtype);
    if (nameOf(one) !== own) continue;
    if (one.kind === "domain") return inside(one.baseType);
    return one.kind === "composite" && one.columns.some((column) => inside(column.type));
  }
  const table = catalog.tables.find((one) => nameOf(one) === own);
  return table?.columns.some((column) => inside(column.type)) === true;
}

/** Keys of such types. */
export function rangeHolders(sides: Sides): ReadonlySet<Key> {
  return new Set(
    sides.a.catalog.types
      .filter((type) => passesByText(sides, nameOf(type)))
      .map((type) => keyOf("type", type)),
  );
}
