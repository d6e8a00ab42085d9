import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code, tableOf } from "./facts/names.ts";
import { final } from "./facts/set.ts";

export const constraintNeverValidated: LintRule = {
  id: "constraint-never-validated",
  title: "NOT VALID that is never validated",
  condition: "A constraint is added NOT VALID, and no later statement of the set validates it.",
  effect:
    "Old rows may break it for ever, the planner does not use it, and a restore of a dump may fail on them.",
  workaround: "VALIDATE CONSTRAINT in a later transaction, which blocks nobody.",
  *check(set) {
    const last = final(set);
    for (const at of set.statements)
      for (const { name, constraints, before, after } of changesOf(at).altered) {
        const end = last && tableOf(last, name);
        const added = [
          ...constraints.filter(({ validated, enforced }) => !validated && enforced),
          ...after.columns.flatMap(({ notNull }) =>
            notNull?.validated === false && notNull.name !== null
              ? [{ name: notNull.name, columns: [] }]
              : [],
          ),
        ].filter((constraint) => !isPending(before, constraint.name));
        for (const constraint of added) {
          if (end === undefined || !isPending(end, constraint.name)) continue;
          const quoted = quoteIdentifier(constraint.name);
          yield {
            level: "warning",
            at,
            object: `${name}.${quoted}`,
            message: `${code(constraint.name)} of ${code(name)} stays NOT VALID: old rows may break it for ever, and the planner does not rely on it. VALIDATE it in a later transaction or migration; that blocks neither reads nor writes.`,
            evidence: "measured",
            fix: `ALTER TABLE ${name} VALIDATE CONSTRAINT ${quoted}`,
          };
        }
      }
  },
};

const isPending = (
  { constraints, columns }: NonNullable<ReturnType<typeof tableOf>>,
  name: string,
): boolean =>
  constraints.some((one) => one.name === name && !one.validated && one.enforced) ||
  columns.some(({ notNull }) => notNull?.name === name && !notNull.validated);
