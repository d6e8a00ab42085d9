import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { printed } from "../alteration.ts";
import type { Surroundings } from "../recipe.ts";
import { renameColumns } from "./rename-columns.ts";
import { sameName } from "./replacement.ts";

/** Why no second column can be kept in step with columns of the table; undefined where it can. */
export async function unfit(
  table: Table,
  { tables }: Catalog,
  { ask }: Surroundings,
): Promise<string | undefined> {
  if (table.kind === "foreign table") return "the table is a foreign one";
  const heirs = tables.filter(({ inherits }) => inherits.some((parent) => sameName(parent, table)));
  if (heirs.some(({ partitionBound }) => partitionBound === null))
    return "tables inherit from it, and triggers do not";
  if (table.rowSecurity.forced) {
    const role = await ask(
      "SELECT bool_or(rolbypassrls OR rolsuper) AS all FROM pg_catalog.pg_roles WHERE rolname = current_user",
    );
    if (role?.["all"] !== true)
      return "row-level security is forced on the owner too, who would not see every row to copy";
  }
  return undefined;
}

/** Whether an index or an exclusion constraint hangs on the columns for which nothing can be built beside it. */
export async function hasFixedIndex(table: Table, columns: readonly string[]): Promise<boolean> {
  const names = new Map(columns.map((name) => [name, `${name}_`]));
  for (const index of table.indexes) {
    const constraint = table.constraints.find((item) => item.index === index.name);
    const fixed = table.kind === "partitioned table" || constraint?.kind === "exclusion";
    if (fixed && (await renameColumns(index.definition, names)) !== index.definition) return true;
  }
  return false;
}

/** Whether a foreign key of a partitioned table begins or ends there: before Postgres 18 it cannot be NOT VALID. */
export function hasFixedKey(table: Table, { tables }: Catalog, version: number): boolean {
  if (version >= 180000) return false;
  return tables.some(
    ({ kind, constraints, ...child }) =>
      kind === "partitioned table" &&
      constraints.some(
        ({ references }) =>
          references !== null &&
          (sameName(child, table) || printed(references.table) === printed(table)),
      ),
  );
}
