import type { Finding } from "../../../core/finding.ts";
import type { Model } from "../model.ts";
import type { DesignProof } from "../prove-design.ts";

/** What was executed on another version than the design is for says little less, and not the same. */
export function executedElsewhere(
  { schema, postgres: wanted }: Model,
  { postgres: on }: DesignProof,
): Finding[] {
  if (on === wanted) return [];
  const rule = "executed-on-another-version";
  return [
    {
      rule,
      level: "info",
      object: schema,
      message: `The design keeps to what Postgres ${wanted} has, but was executed on Postgres ${on}. On a branch of ${wanted} rehearse_migration executes it there.`,
      evidence: "measured",
      key: `${rule}:${schema}`,
    },
  ];
}
