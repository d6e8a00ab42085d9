import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { routineTarget } from "../../security/facts/routines.ts";

export const functionCouldBeStable: Rule<SchemaFacts> = {
  id: "function-could-be-stable",
  title: "A function that only reads, and is VOLATILE",
  effect:
    "It runs for each row, no index serves a comparison with it, and it sees other rows than its query.",
  *check({ answers }) {
    for (const [name, { routine, onlyReads, volatility }] of answers.routines) {
      const { kind, result } = routine;
      if (kind !== "function" || routine.volatility !== "volatile" || !onlyReads) continue;
      if (volatility === "v" || /^(trigger|event_trigger|void)$/.test(result ?? "")) continue;
      const alter = `ALTER ${routineTarget(routine)}`;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} changes nothing and calls nothing volatile, but is VOLATILE: WHERE x = f() runs it for each row and uses no index. Mark it STABLE, unless it has to see what its own statement changes.`,
        evidence: "measured",
        fix: `${alter} STABLE;`,
        rollback: `${alter} VOLATILE;`,
      };
    }
  },
};
