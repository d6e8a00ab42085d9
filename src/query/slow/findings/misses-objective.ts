import { ms } from "../figures.ts";
import { estimateP95 } from "../../../postgres/statements/p95.ts";
import { recurs, share, type SlowRule } from "./rule.ts";

export const missesObjective: SlowRule = {
  id: "misses-objective",
  title: "Slower than the objective",
  condition:
    "Of what runs more than once: the estimated 95th percentile of a statement's time is above `slo_ms`.",
  effect: "At least one of twenty calls takes longer than was promised.",
  workaround: "See its plan with explain_query, and what an index would do with advise_indexes.",
  *check(context) {
    const { statements, sloMs } = context;
    if (sloMs === undefined) return;
    for (const statement of statements.filter(recurs)) {
      const { meanMs, deviationMs, maxMs, totalMs } = statement;
      const p95 = estimateP95(statement);
      if (p95 <= sloMs) continue;
      const measured = meanMs > sloMs;
      yield {
        level: "warning",
        statement,
        message: measured
          ? `The mean of ${ms(meanMs)} is above the objective of ${ms(sloMs)}. Next: explain_query, advise_indexes.`
          : `Estimated p95 ${ms(p95)} (mean ${ms(meanMs)}, deviation ${ms(deviationMs)}, slowest ${ms(maxMs)}) is above the objective of ${ms(sloMs)}. Call explain_query with values of a slow call.`,
        evidence: measured ? "measured" : "estimated",
        weight: share(context, totalMs),
      };
    }
  },
};
