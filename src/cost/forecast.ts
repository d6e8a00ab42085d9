import { BILLING, type PlanName } from "../core/neon-facts.ts";
import { bill } from "./bill.ts";
import { divide, dollars, scaled } from "./money.ts";
import { grown, type Usage } from "./usage.ts";

export interface Forecast {
  readonly months: number;
  /** USD of all these months together. */
  readonly total: number;
  /** USD of the last one. */
  readonly last: number;
}

const HORIZONS = [1, 3, 12] as const;
const LONGEST = 12;

/** The months after this one, each of which uses `percent` more than the one before. */
export function forecast(usage: Usage, plan: PlanName, percent: number): Forecast[] {
  const months = Array.from(
    { length: LONGEST },
    (_, index) => bill(grown(usage, percent, index + 1), plan).cents,
  );
  return HORIZONS.map((horizon) => ({
    months: horizon,
    total: dollars(months.slice(0, horizon).reduce((sum, cents) => sum + cents, 0n)),
    last: dollars(months[horizon - 1] ?? 0n),
  }));
}

export interface Alert {
  readonly at_percent: number;
  readonly usd: number;
  /** Days of the month after which it is spent at this pace; absent: not this month. */
  readonly after_days?: number;
  /** Neon sends an email then, where the threshold in the Console is the budget. */
  readonly notified: boolean;
}

const PERCENTS = [50, 80, 100] as const;
const DAYS = BILLING.monthHours / 24;

/** When parts of a budget are spent by a month that costs `cents`, spent evenly. */
export function alertsOf(budget: number, cents: bigint): Alert[] {
  const limit = scaled(budget, 2);
  return PERCENTS.map((percent) => {
    const part = divide(limit * BigInt(percent), 100n);
    const reached = cents >= part && cents > 0n;
    return {
      at_percent: percent,
      usd: dollars(part),
      ...(reached ? { after_days: Math.ceil((Number(part) / Number(cents)) * DAYS) } : {}),
      notified: (BILLING.notifiedAtPercent as readonly number[]).includes(percent),
    };
  });
}
