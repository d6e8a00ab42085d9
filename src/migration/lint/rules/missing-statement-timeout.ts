import { runsAlone } from "../../../sql/runs-alone.ts";
import type { LintRule } from "../rule.ts";
import { isNone } from "./facts/settings.ts";
import { listed } from "./facts/names.ts";
import { blockingLocks, inUse } from "./facts/set.ts";

export const missingStatementTimeout: LintRule = {
  id: "missing-statement-timeout",
  title: "Long work under a lock without statement_timeout",
  condition:
    "A statement works through a whole table under a lock that blocks others, and no statement_timeout is set.",
  effect: "Nothing ends it when it takes longer than anybody expected.",
  workaround: "Set statement_timeout to the longest outage that is bearable.",
  *check(set) {
    const said = new Set<string | undefined>();
    for (const at of set.statements) {
      if (at.effect === undefined || runsAlone(at.statement) || said.has(at.file)) continue;
      if (!isNone(at.settings.get("statement_timeout"))) continue;
      const works = [...at.effect.rewrites, ...at.effect.scans].filter((name) =>
        inUse(set, at, name),
      );
      const writes = at.statement.kind === "write";
      if (works.length === 0 || (!writes && blockingLocks(set, at).length === 0)) continue;
      said.add(at.file);
      yield {
        level: "info",
        at,
        object: works[0] ?? "",
        message: `The statement works through ${listed([...new Set(works)])} while others wait for it, and nothing ends it. Set statement_timeout to the longest wait that is bearable.`,
        evidence: at.effect.evidence,
        fix: `SET ${at.transaction === undefined ? "" : "LOCAL "}statement_timeout = '30s';\n${at.statement.text};`,
      };
    }
  },
};
