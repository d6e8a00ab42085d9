import { percent } from "../figures.ts";
import { share, type SlowRule } from "./rule.ts";

export const lacksWorkers: SlowRule = {
  id: "lacks-workers",
  title: "Parallel workers that did not start",
  condition: "Less than 70 % of the parallel workers that plans asked for were started (from 18).",
  effect:
    "The plan was chosen for more processes than there were, and takes longer than estimated.",
  workaround: "Raise max_parallel_workers, or lower max_parallel_workers_per_gather.",
  *check(context) {
    for (const statement of context.statements) {
      const { workersPlanned, workersLaunched, totalMs } = statement;
      if (workersPlanned < 10 || workersLaunched >= workersPlanned * 0.7) continue;
      yield {
        level: "info",
        statement,
        message: `Only ${percent(workersLaunched / workersPlanned)} of the parallel workers it was planned with were started. Use a larger compute, or lower max_parallel_workers_per_gather.`,
        evidence: "measured",
        weight: share(context, totalMs),
      };
    }
  },
};
