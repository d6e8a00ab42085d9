import { createHash } from "node:crypto";
import type { Plan } from "../../core/migration.ts";
import { canonicalJson } from "../../postgres/catalog/fingerprint.ts";

/**
 * `pl_` and 16 hex digits of the SHA-256 of the plan: the same request on the same schema has the same id. Sizes of tables, and with
 * them what is estimated and what findings say, change from day to day and do not count.
 */
export function planId(plan: Omit<Plan, "plan_id">): string {
  const { findings: _, catalog: __, phases, ...rest } = plan;
  const content = {
    ...rest,
    phases: phases.map(({ steps, ...phase }) => ({
      ...phase,
      steps: steps.map(({ estimated_ms: ___, ...step }) => step),
    })),
  };
  return `pl_${createHash("sha256").update(canonicalJson(content)).digest("hex").slice(0, 16)}`;
}
