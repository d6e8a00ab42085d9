import type { Table } from "../../postgres/catalog/model/table.ts";
import { roleSql } from "../../schema/access/role-sql.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed } from "../resolve/find.ts";
import { saidOf } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { fitting } from "./names.ts";
import { policyPiece } from "./policy.ts";

/**
 * Lets the owner of a table, as whom a definer function runs, read the rows that the function looks up: FORCE holds for the owner too.
 * It is no wider than the function: without context the owner sees nothing by it.
 */
export function letLookUp(ground: Ground, table: Table, purpose: string, using: string): void {
  if (saidOf(ground, table) === undefined) return;
  const name = fitting(`rls_lookup_${purpose}`);
  const key = `${printed(table)} ${name}`;
  if (ground.lookups.has(key)) return;
  ground.lookups.set(
    key,
    policyPiece(table, {
      name,
      command: "select",
      permissive: true,
      role: roleSql(ground.catalog, table.owner),
      using,
      check: null,
      why: `What the functions that run as the owner look up, and no more: FORCE holds for ${quoteIdentifier(table.owner)} too.`,
    }),
  );
}
