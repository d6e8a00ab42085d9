import { identifier } from "../../core/identifier.ts";
import type { PhaseName, Step } from "../../core/migration.ts";
import type { Target } from "../../core/target.ts";
import type { Standing } from "./standing.ts";

const NAMED = 12;

/** What the user agrees to: which steps, where, what they block and for how long, and what there is to go back to. */
export function applySummary(
  { plan, steps }: Standing,
  phases: readonly PhaseName[],
  on: Target,
  backup: string,
): string {
  const open = steps.filter(({ phase, row }) => phases.includes(phase) && row?.state !== "done");
  const half = open.filter(({ row }) => row?.state === "begun").map(({ step }) => step.id);
  const forGood = open.filter(({ step }) => step.irreversible === true).map(({ step }) => step.id);
  const breaking = plan.phases.filter(
    ({ name, old_application: old }) => phases.includes(name) && old === "breaks",
  );
  return [
    `Apply ${phases.length === 1 ? "phase" : "phases"} ${phases.join(", ")} of plan \`${identifier(plan.name)}\` (${identifier(plan.plan_id)}) to ${placeOf(on)}.`,
    open.length === 0
      ? "All its steps are done; only the verification is left."
      : `${open.length} steps: ${open
          .slice(0, NAMED)
          .map(({ step }) => stepOf(step))
          .join("; ")}${open.length > NAMED ? ` and ${open.length - NAMED} more` : ""}.`,
    ...(half.length === 0 ? [] : [`${half.join(", ")} was cut off in the middle and goes on.`]),
    ...(breaking.length === 0
      ? []
      : [
          `From ${breaking[0]?.name ?? ""} on the old application breaks: deploy the new one before.`,
        ]),
    ...(forGood.length === 0 ? [] : [`No rollback leads back over ${forGood.join(", ")}.`]),
    backup,
  ].join(" ");
}

/** `branch main, database neondb` */
export function placeOf({ branch, database }: Target): string {
  const on = branch === undefined ? "" : `branch \`${identifier(branch)}\`, `;
  return `${on}database \`${identifier(database)}\``;
}

function stepOf({ id, locks, batch, rewrites, estimated_ms: ms }: Step): string {
  const blocking = locks.filter(({ blocks }) => blocks !== "nothing");
  const blocks = blocking
    .slice(0, 3)
    .map(({ relation, blocks: what }) => `${what} on ${identifier(relation)}`);
  const facts = [
    ...(batch === undefined ? [] : [`batches of ${batch.size}`]),
    ...(blocks.length === 0 ? ["blocks nobody"] : [`blocks ${blocks.join(", ")}`]),
    ...(rewrites ? ["rewrites the table"] : []),
    `about ${Math.round(ms)} ms`,
  ];
  return `${id} (${facts.join(", ")})`;
}
