import { quoteIdentifier } from "../../sql/quote.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ownsTable, roleNamed, type SecurityFacts } from "../facts/security.ts";

export const triggerFunctionOfOthers: Rule<SecurityFacts> = {
  id: "trigger-function-of-others",
  title: "A trigger whose function belongs to another role",
  effect: "Its owner changes at any time what runs with the rights of whoever writes to the table.",
  *check(facts) {
    for (const table of facts.catalog.tables)
      for (const trigger of table.triggers) {
        if (trigger.inherited) continue;
        const { schema, name } = trigger.function;
        const routine = facts.catalog.routines.find(
          (one) => one.schema === schema && one.name === name && one.identity === "",
        );
        if (routine === undefined || routine.owner === table.owner) continue;
        if (roleNamed(facts, routine.owner)?.superuser !== false) continue;
        if (routine.owner === facts.database.owner || ownsTable(facts, routine.owner, table.owner))
          continue;
        yield {
          level: "warning",
          object: nameOf(table),
          about: trigger.name,
          message: `Trigger ${code(trigger.name)} on ${code(nameOf(table))} (of ${code(table.owner)}) runs ${code(nameOf(routine))}, which ${code(routine.owner)} may replace by whatever it likes. Give the function to the table's owner.`,
          evidence: "measured",
          fix: `ALTER FUNCTION ${nameOf(routine)}() OWNER TO ${quoteIdentifier(table.owner)};`,
          rollback: `ALTER FUNCTION ${nameOf(routine)}() OWNER TO ${quoteIdentifier(routine.owner)};`,
        };
      }
  },
};
