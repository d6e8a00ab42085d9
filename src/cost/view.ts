import type { Estimate } from "./estimate.ts";
import { dollars } from "./money.ts";

/** The estimate in the form of the result. */
export const view = ({ month, growthPercent, plan, evidence, ...parts }: Estimate) => ({
  plan,
  evidence,
  month: {
    total: dollars(month.cents),
    lines: month.lines.map(({ cents, ...line }) => ({ ...line, amount: dollars(cents) })),
  },
  growth_percent: growthPercent,
  forecast: [...parts.forecast],
  savings: [...parts.savings],
  plans: parts.plans.map(({ problems, ...offer }) => ({ ...offer, problems: [...problems] })),
  alerts: [...parts.alerts],
  assumptions: [...parts.assumptions],
});
