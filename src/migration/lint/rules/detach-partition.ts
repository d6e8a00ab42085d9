import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands, partitionOf } from "./facts/alter-table.ts";
import { code, relationsOf, tableOf } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const detachPartition: LintRule = {
  id: "detach-partition",
  title: "DETACH PARTITION without CONCURRENTLY",
  condition: "A partition is detached from a table that is in use.",
  effect:
    "ACCESS EXCLUSIVE on the partitioned table: it waits for every running query, and all later ones wait behind it.",
  workaround:
    "DETACH PARTITION ... CONCURRENTLY, outside a transaction; it needs a table without a DEFAULT partition.",
  *check(set) {
    for (const at of set.statements)
      for (const command of alterCommands(at, "AT_DetachPartition")) {
        const concurrent = asNode(command.fields["def"], "PartitionCmd")?.["concurrent"] === true;
        const parent = tableOf(at.before, command.table);
        if (concurrent || parent === undefined || !inUse(set, at, command.table)) continue;
        const partition = partitionOf(at, command);
        const hasDefault = [...relationsOf(at.before).values()].some(
          (table) =>
            "partitionBound" in table &&
            table.partitionBound === "DEFAULT" &&
            table.inherits.some(
              ({ schema, name }) => schema === parent.schema && name === parent.name,
            ),
        );
        yield {
          level: "error",
          at,
          object: partition,
          message: `${code(partition)} is detached under ACCESS EXCLUSIVE on ${code(command.table)}: the statement waits for every query that runs there, and all later ones wait behind it. ${hasDefault ? "A DEFAULT partition forbids CONCURRENTLY: set a short lock_timeout and try again until it succeeds." : "Detach it CONCURRENTLY, outside a transaction."}`,
          evidence: at.effect?.evidence ?? "rule",
          ...(hasDefault
            ? {}
            : { fix: `ALTER TABLE ${command.table} DETACH PARTITION ${partition} CONCURRENTLY` }),
        };
      }
  },
};
