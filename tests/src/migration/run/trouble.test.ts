import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Phase, Plan } from "../../../../src/core/migration.ts";
import { planId } from "../../../../src/migration/plan/plan-id.ts";
import { harness, type Harness } from "./harness.ts";
import { everything, step } from "./plans.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
beforeEach(() => on.reset());
afterAll(() => on[Symbol.asyncDispose]());

test("a rollback that came to nothing does not have earlier phases verified as they were", async () => {
  const [expand, , , change] = everything();
  const purpose = "the column is there";
  const verification = [{ purpose, sql: "select count(big) from public.tasks", expect: 0 }];
  const rename = step("switch.1", "alter table public.tasks rename big to large", {
    rollback: "alter table public.tasks rename large to big",
  });
  const add = step("expand.1", "alter table public.tasks add column big text", {
    rollback: "alter table public.tasks drop column big",
  });
  await on.plan([
    { ...(expand ?? never()), steps: [add], verification },
    { ...(change ?? never()), steps: [rename] },
  ]);
  await on.apply({ through: "switch" });
  const holder = new pg.Client({ connectionString: on.database.url });
  await holder.connect();
  await holder.query("begin; select from tasks limit 1");
  const stop = new AbortController();
  const undoing = on.rollback({}, stop.signal).catch((error: unknown) => error);
  while (!on.progress.some(([, message]) => message.includes("waits for"))) await sleep(20);
  stop.abort();
  expect(await undoing).toMatchObject({ code: "CANCELLED" });
  await holder.end();
  expect((await on.status()).plans[0]).toMatchObject({ state: "expand done" });
  expect(await on.apply()).toMatchObject({ applied: [], remaining: [] });
  await on.database.run("alter table tasks rename large to other");
  expect(await on.rollback().catch((error: unknown) => error)).toMatchObject({ sqlstate: "42703" });
  await on.database.run("alter table tasks rename other to large");
  expect(await on.rollback()).toMatchObject({ catalogEqual: true, remaining: [] });
});

test("a verification that cannot be asked says what is done, and where to go", async () => {
  const [expand] = everything();
  const wrong = { purpose: "never", sql: "select nothing from public.tasks", expect: 0 };
  await on.plan([{ ...(expand ?? never()), verification: [wrong] }]);
  expect(await on.apply().catch((error: unknown) => error)).toMatchObject({
    sqlstate: "42703",
    message: expect.stringContaining("The steps of phase `expand` are done"),
    next: expect.stringContaining('rollback_migration {"plan_id":"plan1"}'),
  });
  expect(await on.rollback()).toMatchObject({ catalogEqual: true, remaining: [] });
});

/** A plan whose id is the hash of its content, as those of a planner are. */
async function plannedFor(phases: readonly Phase[]): Promise<Plan> {
  const { plan_id: _, ...content } = await on.plan(phases);
  const plan = { plan_id: planId(content), ...content };
  on.forget();
  await on.deps.plans.save(plan);
  await on.prove(plan);
  return plan;
}

test("a server that has lost its state goes on with what the ledger has kept", async () => {
  const { plan_id } = await plannedFor(everything());
  await on.apply({ plan_id });
  on.forget();
  const state = { plan_id, state: "expand done", next: expect.stringContaining(plan_id) };
  expect((await on.status()).plans).toMatchObject([state]);
  expect((await on.status({ plan_id })).plans).toMatchObject([state]);
  expect(await on.apply({ plan_id, through: "contract" })).toMatchObject({
    remaining: [],
    notes: [],
  });
  on.forget();
  expect(await on.rollback({ plan_id })).toMatchObject({ catalogEqual: true, remaining: [] });
});

test("another plan under its id is none", async () => {
  const { plan_id } = await plannedFor(everything());
  await on.apply({ plan_id });
  await on.database.run(
    "update neon_dba.migration set plan = replace(plan, 'concurrently', 'CONCURRENTLY')",
  );
  on.forget();
  await expect(on.apply({ plan_id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await on.status()).plans).toMatchObject([
    { plan_id, state: "applied by another server: expand" },
  ]);
});

test("a ledger of an earlier version is brought up to date", async () => {
  const { plan_id } = await plannedFor(everything());
  await on.apply({ plan_id });
  await on.database.run("alter table neon_dba.migration drop column plan, drop column proof");
  expect((await on.status()).plans).toMatchObject([{ plan_id, state: "expand done" }]);
  await on.apply({ plan_id });
  on.forget();
  expect((await on.apply({ plan_id, through: "contract" })).remaining).toEqual([]);
});

test("without its ledger a plan that was begun says so, and how its steps are undone", async () => {
  const plan = await on.plan(everything());
  await on.apply();
  const fingerprints = [{ phase: "expand" as const, fingerprint: await on.fingerprint() }];
  await on.prove(plan, { fingerprints });
  await on.database.run("drop table neon_dba.migration_step");
  expect((await on.status()).plans[0]).toMatchObject({
    state: "made for another schema than there is now",
  });
  expect(await on.apply().catch((error: unknown) => error)).toMatchObject({
    code: "DRIFT",
    message: expect.stringContaining("what this plan makes of it by phase `expand`"),
    next: expect.stringContaining('export_migration {"plan_id":"plan1","format":"sql"}'),
  });
  for (const { rollback } of (plan.phases[0]?.steps ?? []).toReversed())
    await on.database.run(rollback ?? "");
  expect((await on.apply({ through: "contract" })).remaining).toEqual([]);
});

test("a full disk in a batch leaves the batches before it, and the next call goes on after them", async () => {
  await on.database.run(
    `create function full_disk() returns trigger language plpgsql as $$begin
       if new.id = 550 and not exists (select from public.times where what = 'room') then
         raise 'could not extend file' using errcode = '53100', hint = 'Check free disk space.';
       end if; return new; end$$;
     create trigger zz before update on tasks for each row execute function full_disk()`,
  );
  await on.plan(everything());
  const refused = await on.apply({ through: "backfill" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    sqlstate: "53100",
    message: expect.stringMatching(
      /^Step `backfill.1` stopped: .* The steps before it are kept\.$/,
    ),
    next: expect.stringContaining("repeat the call, which goes on with this step"),
  });
  expect((await on.status()).plans[0]?.state).toBe(
    "cut off in backfill.1 after 5 batches (500 rows changed)",
  );
  await on.database.run("insert into times values (0, 'room')");
  expect(await on.apply()).toMatchObject({ applied: [{ id: "backfill.1", changed: 1000 }] });
});

const never = (): never => {
  throw new Error("there is a first phase");
};
