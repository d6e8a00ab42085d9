import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed } from "./alteration.ts";

/**
 * Statements that drop triggers, for one transaction. Of a partitioned table DROP TRIGGER locks the partitions before the table itself;
 * a writer locks the table first, so that each would wait for the other until Postgres ends one of them.
 */
export function dropTriggers(table: Table, ...names: readonly string[]): string[] {
  const on = printed(table);
  return [
    ...(table.kind === "partitioned table"
      ? [`LOCK TABLE ONLY ${on} IN ACCESS EXCLUSIVE MODE`]
      : []),
    ...names.map((name) => `DROP TRIGGER ${quoteIdentifier(name)} ON ${on}`),
  ];
}
