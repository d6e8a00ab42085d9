import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { phaseNames, PhaseName } from "../../src/core/migration.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/migration/run/apply.ts"));
const wording = once(() => import("../../src/migration/run/next-call.ts"));

export const applyMigration = defineTool({
  name: "apply_migration",
  title: "Apply a migration",
  description: "Carry out a rehearsed plan's next phase.",
  effect: "destroy",
  input: z.object({
    plan_id: z.string(),
    target: TargetInput.optional(),
    through: z.enum(phaseNames).optional(),
    backup: z.enum(["branch", "none"]).default("branch"),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    target: Target,
    plan_id: z.string(),
    applied: z.array(
      z.object({
        id: z.string(),
        phase: PhaseName,
        duration_ms: z.number(),
        attempts: z.number(),
        batches: z.number().optional(),
        changed: z.number().optional().describe("Rows, by batches."),
      }),
    ),
    remaining: z.array(z.string()),
    verification: z.array(
      z.object({
        phase: PhaseName,
        purpose: z.string(),
        passed: z.boolean(),
        got: z.union([z.number(), z.string(), z.boolean(), z.null()]),
      }),
    ),
    backup: z.object({ branch: z.string(), expires_at: z.string().optional() }).optional(),
    notes: z.array(z.string()),
    next: z.string(),
  }),
  untrusted: ["verification"],

  async run(input, deps, call) {
    const { applyMigration: apply } = await implementation();
    const done = await apply(input, deps, call);
    const { nextAfterApply } = await wording();
    return {
      target: done.target,
      plan_id: done.plan.plan_id,
      applied: done.applied.map(({ durationMs, ...step }) => ({
        ...step,
        duration_ms: durationMs,
      })),
      remaining: [...done.remaining],
      verification: done.verification.map((answer) => ({ ...answer })),
      ...(done.backup === undefined ? {} : { backup: done.backup }),
      notes: [...done.notes],
      next: nextAfterApply(done),
    };
  },

  render({ applied, remaining, verification, backup, notes, next }) {
    const named = [...applied, ...verification].map(({ phase }) => phase);
    const phases = phaseNames.filter((phase) => named.includes(phase));
    const head = [
      phases.length === 0
        ? "There was nothing left to apply."
        : `Applied ${phases.join(", ")}: ${applied.length} ${applied.length === 1 ? "step" : "steps"}, ${remaining.length} remain.`,
      ...applied.map(
        ({ id, duration_ms: ms, attempts, batches, changed = 0 }) =>
          `${id}: ${ms} ms${batches === undefined ? "" : `, ${changed} rows in ${batches} batches`}${attempts > 1 ? `, ${attempts} attempts` : ""}`,
      ),
      ...(backup === undefined ? [] : [`Backup: branch ${identifier(backup.branch)}.`]),
      ...notes,
    ];
    const checks = verification.map(({ purpose, got }) => `passed: ${purpose} (${String(got)})`);
    return {
      head: head.join("\n"),
      ...(checks.length === 0 ? {} : { data: checks.join("\n") }),
      next,
    };
  },
});
