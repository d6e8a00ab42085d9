import { runsAlone } from "../../../sql/runs-alone.ts";
import type { LintRule } from "../rule.ts";
import { isNone } from "./facts/settings.ts";
import { tagged } from "../../../sql/walk.ts";

export const timeoutOnConcurrentWork: LintRule = {
  id: "timeout-on-concurrent-work",
  title: "statement_timeout over CONCURRENTLY",
  condition: "A statement with CONCURRENTLY runs under a statement_timeout.",
  effect:
    "It blocks nobody and may take hours; cut off, it leaves an invalid index that costs every write.",
  workaround: "SET statement_timeout = 0 before it.",
  *check(set) {
    for (const at of set.statements) {
      const timeout = at.settings.get("statement_timeout");
      const [tag = ""] = tagged(at.statement.node) ?? [];
      if (isNone(timeout) || !runsAlone(at.statement) || !CONCURRENT.has(tag)) continue;
      yield {
        level: "warning",
        at,
        object: "statement_timeout",
        message: `statement_timeout is ${timeout ?? ""}: when CONCURRENTLY takes longer, it is cut off and leaves an invalid index, which every write keeps up and no query uses. Switch the timeout off before it.`,
        evidence: "rule",
        fix: `SET statement_timeout = 0;\n${at.statement.text};`,
      };
    }
  },
};

const CONCURRENT = new Set(["IndexStmt", "ReindexStmt", "DropStmt"]);
