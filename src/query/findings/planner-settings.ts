import type { FindingRule } from "./rule.ts";

export const plannerSettings: FindingRule = {
  id: "planner-settings",
  title: "Plan types switched off",
  condition: "A planner setting enable_* is off for this database, role or session.",
  effect: "The planner avoids such plans even where they are best.",
  workaround: "Reset the setting, and correct the cause it was meant to cover.",
  sources: ["https://www.postgresql.org/docs/18/runtime-config-query.html"],
  *check({ plan }) {
    for (const [name, value] of Object.entries(plan.settings)) {
      if (!name.startsWith("enable_") || value !== "off") continue;
      yield {
        level: "info",
        node: undefined,
        object: name,
        message: `\`${name}\` is off, so this plan may not be the best one. Set it on, and look for what made it necessary (statistics, an index).`,
        evidence: "measured",
        fix: `set ${name} = on`,
        weight: 0.1,
      };
    }
  },
};
