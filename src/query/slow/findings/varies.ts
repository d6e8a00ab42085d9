import { ms } from "../figures.ts";
import { isPlanned, share, type SlowRule } from "./rule.ts";

export const varies: SlowRule = {
  id: "varies",
  title: "Times far apart",
  condition:
    "The deviation is at least three times the mean over 20 calls, and the slowest takes 20 ms or more.",
  effect: "Most calls are fast and some very slow: other values, locks, or a cold cache.",
  workaround: "Compare the plans of a fast and a slow call.",
  *check(context) {
    for (const statement of context.statements.filter(isPlanned)) {
      const { meanMs, deviationMs, maxMs, calls, totalMs } = statement;
      if (calls < 20 || maxMs < 20 || deviationMs < 3 * meanMs) continue;
      yield {
        level: "info",
        statement,
        message: `Mean ${ms(meanMs)}, deviation ${ms(deviationMs)}, slowest ${ms(maxMs)}: some values, locks or a cold cache make it slow. Call explain_query with values of a fast and of a slow call.`,
        evidence: "measured",
        weight: share(context, totalMs),
      };
    }
  },
};
