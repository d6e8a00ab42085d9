import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { PhaseName } from "../../src/core/migration.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/migration/run/status/status.ts"));

export const migrationStatus = defineTool({
  name: "migration_status",
  title: "Status of migrations",
  description: "Plans and how far they are, drift, and conflicts with a folder.",
  effect: "read",
  input: z.object({
    target: KnownTarget.optional(),
    plan_id: z.string().optional(),
    folder: z.string().optional().describe("Of migrations"),
  }),
  output: z.object({
    target: Target,
    plans: z.array(
      z.object({ plan_id: z.string(), name: z.string(), state: z.string(), next: z.string() }),
    ),
    ledger: z.array(
      z.object({
        plan_id: z.string(),
        step: z.string(),
        phase: PhaseName,
        state: z.enum(["begun", "done", "undoing", "undone"]),
        batches: z.number().optional(),
        changed: z.number().optional(),
        at: z.string(),
      }),
    ),
    drift: z.object({ plan_id: z.string(), difference: z.string() }).optional(),
    conflicts: z.array(
      z.object({
        rule: z.string(),
        level: z.enum(["error", "warning", "info"]),
        file: z.string().optional(),
        object: z.string(),
        message: z.string(),
      }),
    ),
    invalid_indexes: z.array(z.string()).describe("Left behind by CONCURRENTLY."),
  }),
  untrusted: ["plans", "drift", "conflicts", "invalid_indexes"],

  async run(input, deps, { signal }) {
    const { migrationStatus: read } = await implementation();
    const status = await read(input, deps, signal);
    return {
      target: status.target,
      plans: status.plans.map((plan) => ({ ...plan })),
      ledger: status.ledger.map(({ planId, step, phase, state, position, changedAt }) => ({
        plan_id: planId,
        step,
        phase,
        state,
        ...(position.batches === 0 ? {} : { batches: position.batches, changed: position.changed }),
        at: changedAt,
      })),
      ...(status.drift === undefined ? {} : { drift: status.drift }),
      conflicts: status.conflicts.map((conflict) => ({ ...conflict })),
      invalid_indexes: [...status.invalidIndexes],
    };
  },

  render({ plans, drift, conflicts, invalid_indexes: invalid }) {
    const data = [
      ...plans.map(({ plan_id: id, name, state }) => `${id} ${name}: ${state}`),
      ...(drift === undefined
        ? []
        : [
            `Drift since ${drift.plan_id}:`,
            ...drift.difference.split("\n").map((line) => `  ${line}`),
          ]),
      ...conflicts.map(
        ({ level, rule, file, message }) =>
          `${level} ${rule}${file === undefined ? "" : ` ${file}`}: ${message}`,
      ),
      ...(invalid.length === 0 ? [] : [`Invalid indexes: ${invalid.join(", ")}`]),
    ];
    const next = [
      ...plans.map(({ plan_id: id, next: then }) =>
        `${identifier(id)}: ${then}.`.replace(/\.\.$/, "."),
      ),
      ...(drift === undefined
        ? []
        : [
            "Somebody has changed the schema since: have that taken back, or plan anew, before more is applied.",
          ]),
      ...(invalid.length === 0
        ? []
        : [
            "apply_migration removes the invalid indexes of its own plan; others go with DROP INDEX CONCURRENTLY.",
          ]),
    ];
    const count =
      plans.length === 0
        ? "No plans for this database"
        : `${plans.length} ${plans.length === 1 ? "plan" : "plans"}`;
    return {
      head: `${count}, ${conflicts.length} conflicts, ${drift === undefined ? "no drift" : "drift"}.`,
      data: data.join("\n"),
      next: next.length === 0 ? "plan_migration makes a plan." : next.join("\n"),
    };
  },
});
