import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Cooked } from "../recipe.ts";

/** That Postgres counts a constraint as true of all rows. */
export function validity(table: ObjectName, constraint: string): Cooked["verification"][number] {
  return {
    phase: "verify",
    purpose: `${constraint} is valid`,
    sql: `SELECT convalidated FROM pg_catalog.pg_constraint WHERE conrelid = ${quoteLiteral(printed(table))}::pg_catalog.regclass AND conname = ${quoteLiteral(constraint)}`,
    expect: true,
  };
}
