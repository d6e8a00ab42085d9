import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, isText, ownColumns } from "../facts/columns.ts";

export const defaultSpellsNull: Rule<SchemaFacts> = {
  id: "default-spells-null",
  title: "The word null as a default",
  effect: "IS NULL does not find it, and users read it.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      const constant = facts.answers.defaults.get(name)?.constant;
      if (column.default === null || !isText(column) || !/^(null|\(null\))$/i.test(constant ?? ""))
        continue;
      yield {
        level: "warning",
        object: name,
        message: `The default of ${code(name)} is the text ${code(constant ?? "")}, not NULL. Drop the default, and set the rows that have it to NULL.`,
        evidence: "measured",
        fix: `${alterColumn(found)} DROP DEFAULT;`,
        rollback: `${alterColumn(found)} SET DEFAULT ${column.default};`,
      };
    }
  },
};
