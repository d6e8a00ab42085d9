import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const stricterForOldWrites: LintRule = {
  id: "stricter-for-old-writes",
  title: "Writes of the running application may be refused",
  condition:
    "A CHECK, UNIQUE, EXCLUDE, FOREIGN KEY or NOT NULL is added to columns that the application already writes.",
  effect:
    "From then on its inserts and updates fail where they break it, also while the constraint is NOT VALID.",
  workaround: "Deploy an application that keeps the rule first, and count the rows that break it.",
  *check(set) {
    for (const at of set.statements)
      for (const { name, constraints, required, columns, before } of changesOf(at).altered) {
        if (!inUse(set, at, name)) continue;
        const fresh = new Set(columns.map((column) => column.name));
        const old = new Set(before.constraints.map((constraint) => constraint.name));
        const added = constraints.filter(
          ({ kind, enforced, columns: over, ...constraint }) =>
            kind !== "primary key" &&
            enforced &&
            !old.has(constraint.name) &&
            over.length > 0 &&
            over.every((column) => !fresh.has(column)),
        );
        const names = [
          ...added.map((constraint) => constraint.name),
          ...required
            .filter(
              ({ name: column }) => !before.columns.some((c) => c.name === column && c.notNull),
            )
            .filter((column) => column.default === null && column.identity === null)
            .map((column) => column.name),
        ];
        for (const rule of names)
          yield {
            level: "info",
            at,
            object: `${name}.${quoteIdentifier(rule)}`,
            message: `${code(rule)} of ${code(name)} is checked at every write from now on, NOT VALID or not: writes of the running application that break it fail. Deploy an application that keeps it first, and count the rows that break it today.`,
            evidence: "rule",
          };
      }
  },
};
