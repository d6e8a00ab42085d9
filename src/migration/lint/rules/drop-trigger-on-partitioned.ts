import type { LintRule } from "../rule.ts";
import { dropsOfTables } from "./facts/drops.ts";
import { code, tableOf } from "./facts/names.ts";
import { inUse, withHeldLocks } from "./facts/set.ts";

export const dropTriggerOnPartitioned: LintRule = {
  id: "drop-trigger-on-partitioned",
  title: "Trigger of a partitioned table dropped",
  condition: "A trigger of a partitioned table in use is dropped while nothing holds the table.",
  effect:
    "DROP TRIGGER locks the partitions before the table, a writer the table before a partition: Postgres ends one of the two as a deadlock.",
  workaround:
    "In the same transaction, LOCK TABLE ONLY ... IN ACCESS EXCLUSIVE MODE first, under a short lock_timeout.",
  *check(set) {
    for (const { at, held } of withHeldLocks(set))
      for (const { name, table } of dropsOfTables(at, "OBJECT_TRIGGER")) {
        const isHeld = held.some(
          ({ relation, mode }) => relation === table && mode === "ACCESS EXCLUSIVE",
        );
        if (tableOf(at.before, table)?.kind !== "partitioned table" || isHeld) continue;
        if (!inUse(set, at, table)) continue;
        yield {
          level: "warning",
          at,
          object: table,
          message: `DROP TRIGGER ${code(name)} locks the partitions of ${code(table)} before the table itself, and a writer the other way round: one of the two ends with a deadlock (40P01). Take the table's lock first, in one transaction with it and under a short lock_timeout.`,
          evidence: "rule",
          fix: `BEGIN; LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE; ${at.statement.text}; COMMIT`,
        };
      }
  },
};
