import { identifier } from "../../../core/identifier.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Cooked } from "../recipe.ts";
import type { Added } from "./added.ts";

/** Postgres builds the index of an exclusion constraint only together with it, and takes no NOT VALID. */
export function exclusion({ table, constraint }: Added): Cooked {
  const name = quoteIdentifier(constraint.name);
  const relation = printed(table);
  return cooked({
    pieces: [
      {
        phase: "switch",
        purpose: `Add ${constraint.name}, for which ${relation} stands still`,
        sql: `ALTER TABLE ${relation} ADD CONSTRAINT ${name} ${constraint.definition}`,
        rollback: `ALTER TABLE ${relation} DROP CONSTRAINT ${name}`,
      },
    ],
    findings: [
      {
        rule: "heavy-lock",
        level: "error",
        object: relation,
        message: `\`${identifier(constraint.name)}\` is built under ACCESS EXCLUSIVE: Postgres has no way to add an exclusion constraint to a table in use. Plan a window for the step; or create a new table with the constraint, keep it in step with a trigger, and rename.`,
        evidence: "rule",
        key: `heavy-lock:${relation}`,
      },
    ],
  });
}
