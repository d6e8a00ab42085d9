import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";

/**
 * How many of the columns an index finds by equality: all of them where it leads with them, in whatever order; 0 where it is partial
 * (but for what is not null, which a key that refers never is), of expressions, invalid or of a method without equality.
 */
export function led(
  index: Index,
  columns: readonly string[],
  table: Table,
  catalog: Catalog,
): number {
  if (!index.valid || !["btree", "hash"].includes(index.method)) return 0;
  if (index.predicate !== null && !isNotNullOf(index.predicate, columns)) return 0;
  const wanted = new Set(columns);
  let found = 0;
  for (const { column, collation } of index.keys) {
    const known = table.columns.find(({ name }) => name === column);
    if (known === undefined || !wanted.delete(known.name)) break;
    if (collation !== null && nameOf(collation) !== collationOf(known, catalog)) break;
    found += 1;
  }
  return found;
}

const isNotNullOf = (predicate: string, columns: readonly string[]): boolean =>
  columns.some((name) => predicate === `(${quoteIdentifier(name)} IS NOT NULL)`);

/** Equality of another collation than the column's is another equality to the planner. */
function collationOf({ collation, type }: Column, { types }: Catalog): string {
  if (collation !== null) return nameOf(collation);
  if (type === "name") return 'pg_catalog."C"';
  const domain = types.find((one) => one.kind === "domain" && nameOf(one) === type);
  if (domain?.kind === "domain" && domain.collation !== null) return nameOf(domain.collation);
  return 'pg_catalog."default"';
}
