import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerDisabled: Rule<SchemaFacts> = {
  id: "trigger-disabled",
  title: "A trigger that is switched off",
  effect:
    "Often a load switched it off and nobody switched it on again: what it keeps right is wrong since then.",
  *check(facts) {
    for (const { name, table, trigger } of triggersOf(facts)) {
      if (trigger.enabled !== "disabled") continue;
      const alter = (word: string): string =>
        `ALTER TABLE ${nameOf(table)} ${word} TRIGGER ${quoteIdentifier(trigger.name)};`;
      yield {
        level: "warning",
        object: name,
        message: `Trigger ${code(name)} is disabled: it fires for nobody. Enable it and repair the rows written meanwhile, or drop it.`,
        evidence: "measured",
        fix: alter("ENABLE"),
        rollback: alter("DISABLE"),
      };
    }
  },
};
