import { BILLING, PLANS, PRICES_AS_OF, type PlanName } from "../core/neon-facts.ts";

export interface Price {
  /** USD for an hour in which it runs, at its smallest and its largest size. */
  readonly per_hour: readonly [least: number, most: number];
  /** If it ran at its largest size all month. */
  readonly per_month_most: number;
  readonly plan: PlanName;
  /** Neon did not tell the plan: these are the prices of Launch. */
  readonly assumed: boolean;
  readonly as_of: string;
}

/** What a compute costs while it runs; while it sleeps, nothing. */
export function priceOf(
  { minCu, maxCu }: { readonly minCu: number; readonly maxCu: number },
  plan: PlanName | undefined,
): Price {
  const { perCuHour } = PLANS[plan ?? "launch"];
  return {
    per_hour: [cents(minCu * perCuHour, 4), cents(maxCu * perCuHour, 4)],
    per_month_most: cents(maxCu * perCuHour * BILLING.monthHours, 2),
    plan: plan ?? "launch",
    assumed: plan === undefined,
    as_of: PRICES_AS_OF,
  };
}

/** Without what binary fractions add. */
const cents = (amount: number, digits: number): number =>
  Math.round(amount * 10 ** digits + 1e-6) / 10 ** digits;

export const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
