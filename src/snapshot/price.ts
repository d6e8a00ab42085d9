import { PLANS, PRICES_AS_OF, type PlanName } from "../core/neon-facts.ts";

export interface SnapshotPrice {
  readonly usd_per_month: number;
  readonly plan: PlanName;
  /** Neon did not tell the plan: these are the prices of Launch. */
  readonly assumed: boolean;
  readonly as_of: string;
}

/** What so many bytes of snapshots cost while they are kept. */
export function snapshotPrice(bytes: number, plan: PlanName | undefined): SnapshotPrice {
  const amount = (bytes / 1e9) * PLANS[plan ?? "launch"].perSnapshotGbMonth;
  return {
    usd_per_month: Math.round(amount * 10_000) / 10_000,
    plan: plan ?? "launch",
    assumed: plan === undefined,
    as_of: PRICES_AS_OF,
  };
}

export const priceText = (price: SnapshotPrice): string =>
  `$${price.usd_per_month} a month (${price.plan} plan${price.assumed ? ", assumed" : ""}, prices of ${price.as_of})`;
