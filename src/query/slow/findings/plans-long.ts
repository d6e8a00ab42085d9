import { ms } from "../figures.ts";
import { share, type SlowRule } from "./rule.ts";

export const plansLong: SlowRule = {
  id: "plans-long",
  title: "Planned longer than executed",
  condition: "Planning took longer than execution, over 20 calls and 100 ms at least.",
  effect: "More than half of the time is spent on finding a plan.",
  workaround: "Send it as a prepared statement, join fewer tables, or have fewer partitions.",
  *check(context) {
    for (const statement of context.statements) {
      const { planningMs, totalMs, calls } = statement;
      if (planningMs <= totalMs || planningMs < 100 || calls < 20) continue;
      yield {
        level: "warning",
        statement,
        message: `Planning takes ${ms(planningMs / calls)} per call, execution ${ms(totalMs / calls)}. Send it as a prepared statement; explain_query shows how many tables and partitions are planned.`,
        evidence: "measured",
        weight: share(context, planningMs),
      };
    }
  },
};
