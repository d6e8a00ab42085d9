import type { LintRule } from "../rule.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";

/** Speaks of what none of `named` has a name for, so that nothing that was measured goes unsaid. */
export const heavyLock = (named: readonly LintRule[]): LintRule => ({
  id: "heavy-lock",
  title: "Other work on a whole table under a lock",
  condition:
    "A statement rewrites, reads or indexes a table that is in use, in a way that no other rule names.",
  effect: "Nobody writes to the table, or nobody reads it either, until that is done.",
  workaround: "Split the statement until only short locks are left; plan_migration tries that.",
  *check(set) {
    const said = new Set(named.flatMap((rule) => [...rule.check(set)].map(({ at }) => at)));
    for (const heavy of heavyStatements(set)) {
      if (said.has(heavy.at)) continue;
      const [first] = heavy.works;
      yield heavyFinding(set, heavy, {
        object: first?.relation ?? "",
        because: "This statement works through whole tables under a strong lock.",
        instead:
          "Split it so that the long work runs apart from the lock; plan_migration makes such steps where there are any.",
      });
    }
  },
});
