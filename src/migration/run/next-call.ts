import { identifier } from "../../core/identifier.ts";
import type { Applied } from "./apply.ts";
import type { RolledBack } from "./rollback.ts";

/** What follows after phases were applied. */
export function nextAfterApply({ plan, next, remaining }: Applied): string {
  const input = JSON.stringify({ plan_id: identifier(plan.plan_id) });
  const forGood = plan.phases
    .flatMap(({ steps }) => steps)
    .filter(({ id, irreversible }) => irreversible === true && !remaining.includes(id))
    .map(({ id }) => id);
  const back =
    forGood.length === 0
      ? `rollback_migration with ${input} leads back.`
      : `No rollback leads back over ${forGood.map(identifier).join(", ")}.`;
  if (next === undefined) return remaining.length === 0 ? `All phases are done. ${back}` : "";
  const phase = plan.phases.find(({ name }) => name === next);
  const deploy =
    phase?.old_application === "breaks"
      ? "From it on the old application breaks, so deploy the new one before."
      : "The old application works through it.";
  return `Next is phase ${next}. ${deploy} Then call apply_migration with ${input}. ${back}`;
}

export function nextAfterRollback({ plan, remaining, catalogEqual }: RolledBack): string {
  const input = JSON.stringify({ plan_id: identifier(plan.plan_id) });
  if (catalogEqual === false)
    return remaining.length === 0
      ? "All its steps are undone; what differs, somebody else has made. plan_migration plans anew for the schema as it is."
      : `What differs, somebody else has made: take it back, or undo the rest by rollback_migration with ${input}.`;
  return remaining.length === 0
    ? "Nothing of the plan is left. Correct it with plan_migration, or apply it anew."
    : `apply_migration with ${input} goes on from here.`;
}
