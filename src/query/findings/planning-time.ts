import { short } from "../plan/figures.ts";
import type { FindingRule } from "./rule.ts";

export const planningTime: FindingRule = {
  id: "planning-time",
  title: "Planning takes longer than running",
  condition: "Planning takes at least 10 ms and more than the execution.",
  effect: "Every execution pays for the planning again.",
  workaround:
    "Use a prepared statement, let the condition reach the partition key, or join fewer tables at once.",
  *check({ plan }) {
    const { planningMs, executionMs } = plan;
    if (planningMs === undefined || executionMs === undefined) return;
    if (planningMs < 10 || planningMs < executionMs) return;
    const partitions = plan.nodes.filter(({ parent }) => parent?.type === "Append").length;
    yield {
      level: "info",
      node: undefined,
      object: "planning",
      message: `Planning took ${short(planningMs)} ms and the execution ${short(executionMs)} ms${partitions > 20 ? `; the plan covers ${partitions} partitions` : ""}. Use a prepared statement${partitions > 20 ? ", and a condition on the partition key" : ""}.`,
      evidence: "measured",
      weight: planningMs / (planningMs + executionMs),
    };
  },
};
