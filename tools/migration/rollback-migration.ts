import * as z from "zod";
import { phaseNames } from "../../src/core/migration.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/migration/run/rollback.ts"));
const wording = once(() => import("../../src/migration/run/next-call.ts"));

export const rollbackMigration = defineTool({
  name: "rollback_migration",
  title: "Roll a migration back",
  description: "Undo a plan's phases after `to`, or all.",
  effect: "destroy",
  input: z.object({
    plan_id: z.string(),
    target: KnownTarget.optional(),
    to: z.enum(phaseNames).optional(),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    target: Target,
    plan_id: z.string(),
    rolled_back: z.array(z.object({ id: z.string(), duration_ms: z.number() })),
    remaining: z.array(z.string()),
    catalog_equal: z.boolean().optional().describe("To what it was at this point before."),
    difference: z.string().optional(),
    next: z.string(),
  }),
  untrusted: ["difference"],

  async run(input, deps, call) {
    const { rollbackMigration: rollback } = await implementation();
    const done = await rollback(input, deps, call);
    const { nextAfterRollback } = await wording();
    return {
      target: done.target,
      plan_id: done.plan.plan_id,
      rolled_back: done.rolledBack.map(({ id, durationMs }) => ({ id, duration_ms: durationMs })),
      remaining: [...done.remaining],
      ...(done.catalogEqual === undefined ? {} : { catalog_equal: done.catalogEqual }),
      ...(done.difference === undefined ? {} : { difference: done.difference }),
      next: nextAfterRollback(done),
    };
  },

  render({ rolled_back: undone, remaining, catalog_equal: equal, difference, next }) {
    const schema =
      equal === undefined
        ? "What the schema was at this point is not known."
        : `The schema is ${equal ? "" : "not "}what it was.`;
    const ids = undone.map(({ id }) => id).join(", ");
    return {
      head:
        undone.length === 0
          ? `There was nothing to roll back. ${schema}`
          : `Rolled back ${ids}; ${remaining.length} steps remain. ${schema}`,
      ...(difference === undefined ? {} : { data: difference }),
      next,
    };
  },
});
