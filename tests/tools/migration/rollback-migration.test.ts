import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type * as z from "zod";
import type { Call } from "../../../src/core/tool.ts";
import { rollbackMigration } from "../../../tools/migration/rollback-migration.ts";
import { harness, type Harness } from "../../src/migration/run/harness.ts";
import { everything } from "../../src/migration/run/plans.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(200);
});
beforeEach(async () => {
  await on.reset();
  await on.plan(everything());
});
afterAll(() => on[Symbol.asyncDispose]());

const asked: string[] = [];
const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async ({ summary }) => void asked.push(summary),
};
type Input = z.input<typeof rollbackMigration.input>;
const run = async (input: Partial<Input> = {}) => {
  const { input: form, output } = rollbackMigration;
  const parsed = form.parse({ plan_id: "plan1", ...input });
  return output.parse(await rollbackMigration.run(parsed, on.deps, call));
};

test("it asks, undoes the last step first, and says whether the schema is what it was", async () => {
  expect(rollbackMigration.render(await run()).head).toBe(
    "There was nothing to roll back. The schema is what it was.",
  );
  expect(asked).toEqual([]);
  await on.apply();
  const output = await run();
  expect(asked.at(-1)).toBe(
    `Roll plan \`add big titles\` (plan1) back on database \`${on.database.name}\`, all of it. 3 steps are undone: expand.3, expand.2, expand.1. What was written only into columns and tables that they made is lost; an application that uses them breaks.`,
  );
  expect(output).toMatchObject({
    rolled_back: [{ id: "expand.3" }, { id: "expand.2" }, { id: "expand.1" }],
    catalog_equal: true,
  });
  expect(rollbackMigration.render(output)).toEqual({
    head: "Rolled back expand.3, expand.2, expand.1; 0 steps remain. The schema is what it was.",
    next: "Nothing of the plan is left. Correct it with plan_migration, or apply it anew.",
  });
});

test("what somebody else has changed meanwhile shows as a difference, which is fenced", async () => {
  await on.apply();
  await on.database.run("alter table tasks add column due date");
  const output = await run();
  expect(output).toMatchObject({
    catalog_equal: false,
    difference: "table public.tasks columns.due: there now",
  });
  expect(rollbackMigration.render(output).data).toBe(output.difference);
  expect(rollbackMigration.untrusted).toEqual(["difference"]);
});
