import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code, nameOf } from "./facts/names.ts";

export const unloggedTable: LintRule = {
  id: "unlogged-table",
  title: "Unlogged table",
  condition: "A table is created UNLOGGED or becomes so.",
  effect:
    "It is empty after a crash, is not replicated, and on Neon is empty whenever the compute has been suspended.",
  workaround: "Leave it logged; keep UNLOGGED for what can be computed again.",
  *check(set) {
    for (const at of set.statements) {
      const { tables, altered } = changesOf(at);
      const made = [
        ...tables,
        ...altered.filter(({ before }) => !before.unlogged).map(({ after }) => after),
      ];
      for (const table of made.filter(({ unlogged }) => unlogged))
        yield {
          level: "warning",
          at,
          object: nameOf(table),
          message: `${code(nameOf(table))} is unlogged: it is empty after a crash, has no rows on replicas, and on Neon loses them whenever its compute is suspended or restarts. Make it a logged table unless all of it can be computed again.`,
          evidence: "rule",
          fix: `ALTER TABLE ${nameOf(table)} SET LOGGED`,
        };
    }
  },
};
