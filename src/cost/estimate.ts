import { PLANS, type PlanName } from "../core/neon-facts.ts";
import type { Evidence } from "../core/finding.ts";
import { bill, type Bill } from "./bill.ts";
import { compare, type Needs, type PlanOffer } from "./fit.ts";
import { alertsOf, type Alert, forecast, type Forecast } from "./forecast.ts";
import { dollars, price } from "./money.ts";
import type { Usage } from "./usage.ts";

/** One thing to change. `saves` is USD a month. */
export interface Saving {
  readonly change: string;
  readonly saves: number;
  /** The tool call that does it, or where it is done. */
  readonly how: string;
  readonly evidence: Evidence;
}

/** What an estimate is made of, however its quantities became known. */
export interface Basis {
  readonly plan: PlanName;
  /** Of this month. */
  readonly usage: Usage;
  /** Of one from its first day to its last, as the next ones are. */
  readonly fullMonth: Usage;
  readonly needs: Needs;
  /** More from month to month. */
  readonly growthPercent: number;
  readonly evidence: Evidence;
  /** What is taken for granted. */
  readonly assumptions: readonly string[];
  readonly savings: readonly Saving[];
}

export interface Estimate extends Omit<Basis, "usage" | "fullMonth" | "needs"> {
  readonly month: Bill;
  readonly forecast: readonly Forecast[];
  readonly plans: readonly PlanOffer[];
  readonly alerts: readonly Alert[];
}

export function estimate(basis: Basis, budget: number | undefined): Estimate {
  const { plan, usage, fullMonth, needs, growthPercent, evidence, assumptions, savings } = basis;
  const month = bill(usage, plan);
  const plans = compare(fullMonth, needs);
  return {
    plan,
    growthPercent,
    evidence,
    month,
    forecast: forecast(fullMonth, plan, growthPercent),
    plans,
    alerts: budget === undefined ? [] : alertsOf(budget, month.cents),
    savings: [...savings, ...cheaperPlan(bill(fullMonth, plan), plans)].toSorted(
      (a, b) => b.saves - a.saves,
    ),
    assumptions: [...assumptions, ROUNDING],
  };
}

const ROUNDING = "Each line is rounded to the cent, half up; the total is their sum, before tax.";

/** The cheapest plan on which the same use fits, where it is another one. */
function cheaperPlan(month: Bill, plans: readonly PlanOffer[]): Saving[] {
  const now = dollars(month.cents);
  const [best] = plans
    .filter(({ problems, total }) => problems.length === 0 && total < now)
    .toSorted((a, b) => a.total - b.total);
  if (best === undefined || best.plan === month.plan) return [];
  const loses = lost(month.plan, best.plan);
  return [
    {
      change: `Plan ${best.plan} instead of ${month.plan}: ${price(best.total)}${loses}.`,
      saves: Math.round((now - best.total) * 100) / 100,
      how: "Billing page of the Neon Console.",
      evidence: "rule",
    },
  ];
}

/** What a plan has that another has not, among what nobody can see in the quantities. */
function lost(from: PlanName, to: PlanName): string {
  const before = PLANS[from];
  const after = PLANS[to];
  const gone = [
    ...(before.hasIpAllow && !after.hasIpAllow ? ["IP Allow and private networking, the SLA"] : []),
    ...(before.historySecondsMost > after.historySecondsMost
      ? [`history beyond ${after.historySecondsMost / 86_400} days`]
      : []),
    ...(before.mayDisableSuspend && !after.mayDisableSuspend
      ? ["computes that never suspend"]
      : []),
  ];
  return gone.length === 0 ? "" : `, without ${gone.join(", ")}`;
}
