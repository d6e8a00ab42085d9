import { isNone } from "./facts/settings.ts";
import type { LintRule } from "../rule.ts";
import { code } from "./facts/names.ts";
import { blockingLocks } from "./facts/set.ts";

export const missingLockTimeout: LintRule = {
  id: "missing-lock-timeout",
  title: "Strong lock without lock_timeout",
  condition:
    "A statement locks a table that is in use against reads or writes, and no lock_timeout is set.",
  effect:
    "It waits behind the longest query there is, and every later query of the table waits behind it: an outage without any work done.",
  workaround: "Set lock_timeout to a second or two before it, and try again when it expires.",
  *check(set) {
    const said = new Set<string | undefined>();
    for (const at of set.statements) {
      if (said.has(at.file) || !isNone(at.settings.get("lock_timeout"))) continue;
      const [lock] = blockingLocks(set, at).toSorted((a, b) => b.blocks.length - a.blocks.length);
      if (lock === undefined) continue;
      said.add(at.file);
      const local = at.transaction === undefined ? "" : "LOCAL ";
      yield {
        level: "warning",
        at,
        object: lock.relation,
        message: `${lock.mode} on ${code(lock.relation)} is waited for without end: behind a long query it waits, and all later queries of the table, which it blocks, wait behind it. Set lock_timeout before the first such statement of the file, and run the migration again when it expires.`,
        evidence: at.effect?.evidence ?? "rule",
        fix: `SET ${local}lock_timeout = '2s';\n${at.statement.text};`,
      };
    }
  },
};
