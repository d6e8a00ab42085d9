import type { Phase, PhaseName, Step } from "../../core/migration.ts";
import type { Measured, MeasuredPhase } from "./trial.ts";

/** What a phase is for, and when the next may come. */
const purposes: Readonly<Record<PhaseName, string>> = {
  expand: "Add what the new application needs; the old one goes on.",
  backfill: "Bring existing rows up to date, a batch at a time.",
  verify: "Check that all rows fit; deploy the new application when they do.",
  switch: "Make the new form the one that counts.",
  contract: "Remove what only the old application needed, once it is gone.",
};

/** The phases of a plan, as they were measured. `estimate` is the expected duration of a step in ms. */
export function phasesOf(
  measured: readonly MeasuredPhase[],
  estimate: (step: Measured) => number,
): Phase[] {
  return measured.map(({ draft, steps, missed }) => ({
    name: draft.name,
    purpose: purposes[draft.name],
    steps: steps.map((step, at) => stepOf(step, `${draft.name}.${at + 1}`, estimate(step))),
    verification: [...draft.verification].map(({ purpose, sql, expect }) => ({
      purpose,
      sql,
      expect,
    })),
    old_application: missed.length > 0 || draft.breaks ? "breaks" : "works",
    notes: [
      ...draft.notes,
      ...missed.map((reason) => `The old application does not work any more: ${reason}.`),
    ],
  }));
}

function stepOf(measured: Measured, id: string, estimatedMs: number): Step {
  const { piece, effects, locks, rewrites, scans, transaction } = measured;
  const { purpose, sql, rollback, batch, irreversible } = piece;
  return {
    id,
    purpose,
    sql,
    rollback,
    connection: "direct",
    transaction,
    ...(batch === undefined ? {} : { batch }),
    ...(irreversible === undefined ? {} : { irreversible }),
    locks: [...locks],
    rewrites: rewrites.length > 0,
    scans: scans.length > 0,
    estimated_ms: estimatedMs,
    evidence: effects.every(({ evidence }) => evidence === "measured") ? "measured" : "rule",
  };
}
