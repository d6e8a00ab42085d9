import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code } from "./facts/names.ts";
import { knownColumn } from "./facts/set.ts";

export const dropDefault: LintRule = {
  id: "drop-default",
  title: "Default of a required column dropped",
  condition:
    "A NOT NULL column that was there loses its default, and is no identity or generated column either.",
  effect: "Inserts of the application that still runs, which leave it out, fail with 23502.",
  workaround: "Deploy an application that always gives the column first.",
  *check(set) {
    for (const at of set.statements)
      for (const { name, before, after } of changesOf(at).altered)
        for (const column of after.columns) {
          const old = before.columns.find((candidate) => candidate.name === column.name);
          if (old === undefined || !fills(old) || fills(column) || column.notNull === null)
            continue;
          if (knownColumn(set, at, name, column.name) === undefined) continue;
          yield {
            level: "error",
            at,
            object: `${name}.${quoteIdentifier(column.name)}`,
            message: `${code(column.name)} of ${code(name)} is NOT NULL and loses its default: inserts of the running application that leave it out fail (23502). Deploy an application that always gives it first.`,
            evidence: "measured",
          };
        }
  },
};

const fills = (column: { default: unknown; identity: unknown; generated: unknown }): boolean =>
  column.default !== null || column.identity !== null || column.generated !== null;
