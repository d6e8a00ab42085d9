import type { ProjectDetails } from "../core/manage/projects.ts";
import { PLANS, PRICES_AS_OF } from "../core/neon-facts.ts";
import type { ComputeSize } from "../core/neon.ts";
import { planOf } from "../core/plan.ts";

/** What a project costs while it is used, by the price list; one sentence with its day. */
export function costsOf({
  subscription,
  computeSize,
}: Pick<ProjectDetails, "subscription" | "computeSize">): string | undefined {
  const plan = planOf(subscription);
  if (plan === undefined) return undefined;
  const { perCuHour, perStorageGbMonth, perHistoryGbMonth, ...facts } = PLANS[plan];
  const as = `(${plan} plan, prices of ${PRICES_AS_OF})`;
  if (perCuHour === 0)
    return `Free up to ${facts.cuHoursIncluded} CU-hours a month, then its computes stay suspended, and ${facts.storageGbIncluded} GB ${as}.`;
  return `A compute costs ${hourly(computeSize, perCuHour)} per hour that it runs; storage $${perStorageGbMonth}, history $${perHistoryGbMonth} per GB-month ${as}.`;
}

function hourly({ minCu, maxCu }: ComputeSize, perCuHour: number): string {
  const [least, most] = [minCu, maxCu].map((cu) => `$${Number((cu * perCuHour).toFixed(4))}`);
  return least === most ? `${least}` : `${least} to ${most}`;
}
