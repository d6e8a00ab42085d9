import { asNode } from "../../../sql/walk.ts";
import type { LintedSet, LintedStatement, LintRule } from "../rule.ts";
import { dropsOfTables } from "./facts/drops.ts";
import { code, tableOf } from "./facts/names.ts";
import { blockingLocks } from "./facts/set.ts";

export const lockTable: LintRule = {
  id: "lock-table",
  title: "LOCK TABLE",
  condition: "LOCK TABLE takes a lock that keeps others from writing or reading.",
  effect: "They wait until the transaction ends, whatever it does meanwhile.",
  workaround: "Leave it out: DDL takes the lock that it needs; or take the weakest that serves.",
  *check(set) {
    for (const at of set.statements) {
      if (asNode(at.statement.node, "LockStmt") === undefined) continue;
      for (const { relation, mode, blocks } of blockingLocks(set, at)) {
        if (isBeforeTrigger(set, at, relation)) continue;
        yield {
          level: "warning",
          at,
          object: relation,
          message: `LOCK TABLE takes ${mode} on ${code(relation)}, which blocks ${blocks} until the transaction ends. Leave it out, since DDL takes what it needs; where rows must not change meanwhile, keep the transaction short and set a lock_timeout.`,
          evidence: "measured",
        };
      }
    }
  },
};

/** The lock that DROP TRIGGER takes too late of a partitioned table. */
const isBeforeTrigger = (set: LintedSet, at: LintedStatement, relation: string): boolean =>
  tableOf(at.before, relation)?.kind === "partitioned table" &&
  set.statements.some(
    (later) =>
      later.transaction !== undefined &&
      later.transaction === at.transaction &&
      later.number > at.number &&
      dropsOfTables(later, "OBJECT_TRIGGER").some(({ table }) => table === relation),
  );
