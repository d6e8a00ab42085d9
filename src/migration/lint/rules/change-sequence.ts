import { asNode, isFields } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { heavyStatements } from "./facts/heavy.ts";
import { code, relationNamed } from "./facts/names.ts";

export const changeSequence: LintRule = {
  id: "change-sequence",
  title: "Change of a sequence that is in use",
  condition:
    "ALTER SEQUENCE, or RESTART of an identity, changes a sequence that others take numbers from.",
  effect:
    "nextval() waits until the transaction ends; after a RESTART, numbers that rows already have come again.",
  workaround:
    "Change it in a short transaction of its own; set the next number with setval() above the highest.",
  *check(set) {
    for (const { at, works } of heavyStatements(set)) {
      const fields = asNode(at.statement.node, "AlterSeqStmt");
      const identity = alterCommands(at, "AT_SetIdentity").length > 0;
      if (fields === undefined && !identity) continue;
      for (const { relation, lock } of works) {
        if (isFields(fields) && relationNamed(at, fields["sequence"]) !== relation) continue;
        yield {
          level: "warning",
          at,
          object: relation,
          message: `${code(relation)} is written anew under ${lock.mode}: whoever asks it for a number waits until the transaction ends${/\brestart\b/i.test(at.statement.text) ? ", and numbers below the restart may be given a second time" : ""}. Do it in a short transaction of its own; to move it past existing keys, call setval() with their maximum.`,
          evidence: at.effect?.evidence ?? "rule",
        };
      }
    }
  },
};
