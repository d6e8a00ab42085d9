import type { LintRule, LintedStatement } from "../rule.ts";
import { listed, relationsOf } from "./facts/names.ts";
import { blockingLocks } from "./facts/set.ts";

export const locksOnSeveralTables: LintRule = {
  id: "locks-on-several-tables",
  title: "Locks on several tables in one transaction",
  condition: "Statements of one transaction take strong locks on one table after the other.",
  effect:
    "The first stays locked while the next is waited for, and with an application that takes them in another order it is a deadlock.",
  workaround: "One transaction for each table.",
  *check(set) {
    const held = new Map<number, Set<string>>();
    const said = new Set<number>();
    for (const at of set.statements) {
      const { transaction } = at;
      if (transaction === undefined || said.has(transaction)) continue;
      const tables = blockingLocks(set, at)
        .filter(({ relation }) => isTable(at, relation))
        .map(({ relation }) => relation);
      const before = held.get(transaction) ?? new Set();
      const fresh = tables.filter((table) => !before.has(table));
      held.set(transaction, new Set([...before, ...tables]));
      if (before.size === 0 || fresh.length === 0) continue;
      said.add(transaction);
      yield {
        level: "warning",
        at,
        object: fresh.join(", "),
        message: `The transaction holds a lock on ${listed([...before])} already, and now waits for ${listed(fresh)}: who needs the first waits as long, and an application that locks them in the other order ends in a deadlock. Give each table a transaction of its own.`,
        evidence: at.effect?.evidence ?? "rule",
      };
    }
  },
};

const isTable = ({ before }: LintedStatement, name: string): boolean => {
  const relation = relationsOf(before).get(name);
  return relation !== undefined && "constraints" in relation;
};
