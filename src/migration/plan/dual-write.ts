import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

/**
 * The name of a trigger, and of its function, that gives a column its values. Triggers fire in the order of their names: this one is to see
 * what the others have made of the row. `name` is that of `Surroundings`.
 */
export function dualWriteName(
  name: (...parts: readonly string[]) => string,
  table: ObjectName,
  column: string,
): string {
  return name("zz", table.name, column, "sync");
}

/** A fixed `search_path` in which nobody's temporary objects come first. */
export const pathOf = (schemas: readonly string[]): string =>
  ["pg_catalog", ...schemas.filter((name) => name !== "pg_catalog"), "pg_temp"]
    .map(quoteIdentifier)
    .join(", ");
