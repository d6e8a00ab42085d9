import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, ownColumns } from "../facts/columns.ts";

export const defaultViolatesCheck: Rule<SchemaFacts> = {
  id: "default-violates-check",
  title: "A default that the column's check refuses",
  effect: "Every INSERT that leaves the column out fails.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      const violates = facts.answers.defaults.get(name)?.violates ?? [];
      if (violates.length === 0 || column.default === null) continue;
      yield {
        level: "error",
        object: name,
        message: `The default ${code(column.default)} of ${code(name)} is refused by ${listed(violates)}, as Postgres finds. Set a default that passes, or none.`,
        evidence: "measured",
        fix: `${alterColumn(found)} DROP DEFAULT;`,
        rollback: `${alterColumn(found)} SET DEFAULT ${column.default};`,
      };
    }
  },
};
