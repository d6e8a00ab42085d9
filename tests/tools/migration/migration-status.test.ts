import { afterAll, beforeAll, expect, test } from "vitest";
import type { Call } from "../../../src/core/tool.ts";
import { migrationStatus } from "../../../tools/migration/migration-status.ts";
import { harness, type Harness } from "../../src/migration/run/harness.ts";
import { everything } from "../../src/migration/run/plans.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(200);
});
afterAll(() => on[Symbol.asyncDispose]());

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: () => Promise.reject(new Error("nothing is to be agreed to")),
};
const run = async () => {
  const { input, output } = migrationStatus;
  return output.parse(await migrationStatus.run(input.parse({}), on.deps, call));
};

test("plans, where they stand, and the call that leads on", async () => {
  expect(migrationStatus.render(await run())).toEqual({
    head: "No plans for this database, 0 conflicts, no drift.",
    data: "",
    next: "plan_migration makes a plan.",
  });
  await on.plan(everything());
  await on.apply({ through: "backfill" });
  const output = await run();
  expect(output.ledger).toMatchObject([
    { step: "expand.1", phase: "expand", state: "done" },
    { step: "expand.2", state: "done" },
    { step: "expand.3", state: "done" },
    { step: "backfill.1", state: "done", batches: 3, changed: 200 },
  ]);
  expect(migrationStatus.render(output)).toEqual({
    head: "1 plan, 0 conflicts, no drift.",
    data: "plan1 add big titles: expand, backfill done",
    next: 'plan1: Call apply_migration with {"plan_id":"plan1"}, for phase verify, or rollback_migration to go back.',
  });
  await on.database.run("create table other (id int)");
  await on.database.runAsSuperuser(
    "update pg_index set indisvalid = false where indexrelid = 'tasks_title'::regclass",
  );
  const { data, next } = migrationStatus.render(await run());
  expect(data).toContain("  table public.other: there now");
  expect(data).toContain("Invalid indexes: public.tasks_title");
  expect(next).toContain("DROP INDEX CONCURRENTLY");
});
