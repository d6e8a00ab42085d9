import type { LintRule } from "../rule.ts";
import { heavyWork } from "./facts/heavy.ts";
import { code, listed } from "./facts/names.ts";
import { inUse, withHeldLocks } from "./facts/set.ts";

export const lockHeldDuringScan: LintRule = {
  id: "lock-held-during-scan",
  title: "Lock held while a later statement reads a whole table",
  condition:
    "A statement of a transaction takes a strong lock, and a later one reads or writes a whole table.",
  effect:
    "The lock of the first is held until the second is done: NOT VALID and VALIDATE in one transaction are as bad as neither.",
  workaround: "Commit in between.",
  *check(set) {
    for (const { at, held: all } of withHeldLocks(set)) {
      if (all.length === 0 || at.effect === undefined || at.statement.kind === "write") continue;
      const works = [...at.effect.scans, ...at.effect.rewrites].filter((relation) =>
        inUse(set, at, relation),
      );
      if (works.length === 0) continue;
      const own = new Set(heavyWork(set, at).map(({ relation }) => relation));
      const held = all.filter(({ relation }) => !own.has(relation));
      const [strongest] = held.toSorted((a, b) => a.blocks.length - b.blocks.length).slice(-1);
      if (strongest === undefined) continue;
      yield {
        level: "error",
        at,
        object: strongest.relation,
        message: `${code(strongest.relation)} is locked by an earlier statement of this transaction (${strongest.mode}, which blocks ${strongest.blocks}), and stays so while this one reads all of ${listed([...new Set(works)])}. Commit before this statement, so that the lock lasts a moment.`,
        evidence: at.effect.evidence,
      };
    }
  },
};
