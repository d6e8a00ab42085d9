import { quoteIdentifier } from "../../sql/quote.ts";
import { textOf } from "../../sql/walk.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const eventTriggerFunction: Rule<SecurityFacts> = {
  id: "event-trigger-function",
  title: "An event trigger whose function belongs to no superuser",
  effect: "Its owner has code of his own run by superusers who migrate.",
  *check(facts) {
    for (const item of facts.catalog.others) {
      if (item.kind !== "event trigger") continue;
      const called = textOf(item.properties["function"]).replace(/\(.*$/, "");
      const routine = facts.catalog.routines.find(
        (one) => one.result === "event_trigger" && (nameOf(one) === called || one.name === called),
      );
      const owner = routine === undefined ? undefined : roleNamed(facts, routine.owner);
      if (routine === undefined || owner === undefined || owner.superuser) continue;
      yield {
        level: "error",
        object: `event trigger ${item.name}`,
        message: `Event trigger ${code(item.name)} runs ${code(nameOf(routine))} as whoever changes the schema, superusers too; ${code(routine.owner)} owns the function and may replace it. Give it to the trigger's owner.`,
        evidence: "measured",
        ...(item.owner === null
          ? {}
          : {
              fix: `ALTER FUNCTION ${nameOf(routine)}() OWNER TO ${quoteIdentifier(item.owner)};`,
              rollback: `ALTER FUNCTION ${nameOf(routine)}() OWNER TO ${quoteIdentifier(routine.owner)};`,
            }),
      };
    }
  },
};
