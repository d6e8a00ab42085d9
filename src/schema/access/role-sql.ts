import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

/**
 * A role as SQL. The owner of the database is whoever runs the script: a copy has another owner, and what is granted to the owner
 * is granted to that one.
 */
export function roleSql(catalog: Catalog, role: string | null): string {
  if (role === null) return "PUBLIC";
  return isOwner(catalog, role) ? "CURRENT_USER" : quoteIdentifier(role);
}

export function isOwner(catalog: Catalog, role: string): boolean {
  return role === catalog.database.owner || role === "pg_database_owner";
}
