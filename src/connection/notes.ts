import { BILLING, PLANS, PRICES_AS_OF } from "../core/neon-facts.ts";
import type { Compute } from "./compute.ts";

/** What holds for every stack. */
export function notesOf({ leastCu, suspendSeconds }: Compute): string[] {
  return [
    "Run timeouts.sql once: the pooler refuses statement_timeout as a startup parameter and loses a SET; a setting of the role holds (measured on PgBouncer).",
    "Retried are only errors before anything was sent, transactions that were not yet committed, 40001 and 40P01, and what the caller calls idempotent. A statement with an unknown outcome is not.",
    ...(suspendSeconds < 0 ? [] : [pingCost(leastCu, suspendSeconds)]),
  ];
}

/** Why a health check must not ask the database. */
function pingCost(cu: number, suspendSeconds: number): string {
  const hours = cu * BILLING.monthHours;
  const { free, launch, scale } = PLANS;
  // Half a cent is rounded up, which a binary fraction would not do.
  const price = (perHour: number): string =>
    `$${(Math.round(Number((hours * perHour * 100).toFixed(6))) / 100).toFixed(2)}`;
  return `Let liveness probes not ask the database: a query more often than every ${suspendSeconds} s keeps ${cu} CU awake, ${hours} CU-hours a month (${price(launch.perCuHour)} on Launch, ${price(scale.perCuHour)} on Scale; Free has ${free.cuHoursIncluded}; prices of ${PRICES_AS_OF}).`;
}
