import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { migrationStatus } from "../../../../../src/migration/run/status/status.ts";
import { harness, type Harness } from "../harness.ts";
import { everything } from "../plans.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(300);
});
beforeEach(() => on.reset());
afterAll(() => on[Symbol.asyncDispose]());

const plan = async () => (await on.status()).plans[0];

test("a plan from its making to its end, with the call that leads on", async () => {
  expect(await on.status()).toMatchObject({
    plans: [],
    ledger: [],
    conflicts: [],
    invalidIndexes: [],
  });
  const made = await on.plan(everything());
  expect(await plan()).toEqual({
    plan_id: "plan1",
    name: "add big titles",
    state: "planned",
    next: 'Call rehearse_migration with {"plan_id":"plan1","on":"shadow"}',
  });
  await on.prove(made, { passed: false });
  expect(await plan()).toMatchObject({ state: "failed its rehearsal" });
  await on.prove(made);
  expect(await plan()).toMatchObject({
    state: "rehearsed on a shadow",
    next: 'Call apply_migration with {"plan_id":"plan1"}, for phase expand',
  });
  await on.apply();
  expect(await plan()).toMatchObject({
    state: "expand done",
    next: 'Call apply_migration with {"plan_id":"plan1"}, for phase backfill, or rollback_migration to go back',
  });
  await on.apply({ through: "contract" });
  expect(await plan()).toMatchObject({ state: "done" });
  await on.rollback();
  expect(await plan()).toMatchObject({ state: "rolled back, rehearsed on a shadow" });
});

test("what was cut off, and what it has left behind", async () => {
  await on.plan(everything());
  await on.apply();
  await on.database
    .run(`update neon_dba.migration_step set state = 'begun', batches = 3, changed = 150 where step = 'expand.3';
    update neon_dba.migration set phases = '{}'`);
  await on.database.runAsSuperuser(
    "update pg_index set indisvalid = false where indexrelid = 'tasks_title'::regclass",
  );
  const status = await on.status();
  expect(status.plans[0]).toMatchObject({
    state: "cut off in expand.3 after 3 batches (150 rows changed)",
    next: 'Call apply_migration with {"plan_id":"plan1"}, which goes on with it, or rollback_migration to go back',
  });
  expect(status.invalidIndexes).toEqual(["public.tasks_title"]);
  expect(status.ledger.map(({ step, state }) => `${step} ${state}`)).toContain("expand.3 begun");
  await on.database.run(
    "update neon_dba.migration_step set state = 'undoing', parts = 0 where step = 'expand.3'",
  );
  expect(await plan()).toMatchObject({ state: "rollback cut off in expand.3" });
  await expect(on.apply()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await on.rollback();
  expect((await on.status()).invalidIndexes).toEqual([]);
});

test("whose turn it is", async () => {
  await on.plan(everything());
  await on.apply();
  const other = new pg.Client({ connectionString: on.database.url });
  await other.connect();
  await other.query(
    "select pg_advisory_lock(1852072545, 1); update neon_dba.migration set worker = pg_backend_pid()",
  );
  expect((await plan())?.state).toMatch(/^being worked on by pid \d+ since 2\d{3}-/);
  await other.end();
});

test("drift since the plan was made, and since the last call", async () => {
  await on.plan(everything());
  await on.database.run("create table extra (id int)");
  expect(await on.status()).not.toHaveProperty("drift");
  expect((await on.status({ plan_id: "plan1" })).drift).toEqual({
    plan_id: "plan1",
    difference: "table public.extra: there now",
  });
  await on.database.run("drop table extra");
  await on.apply();
  expect(await on.status()).not.toHaveProperty("drift");
  await on.database.run("alter table tasks add column due date");
  expect((await on.status()).drift).toEqual({
    plan_id: "plan1",
    difference: "table public.tasks columns.due: there now",
  });
});

test("a folder against the ledger of its tool", async () => {
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-folder-"));
  for (const [name, sql] of [
    ["20240101000000_a", "create table a (id int);"],
    ["20240102000000_b", "create table b (id int);"],
    ["20240103000000_c", "create table c (id int);"],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "migration.sql"), sql);
  }
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  await on.database
    .run(`create table _prisma_migrations (migration_name text, checksum text, started_at timestamptz default now(), finished_at timestamptz, rolled_back_at timestamptz);
    insert into _prisma_migrations (migration_name, checksum, finished_at, rolled_back_at) values
      ('20240101000000_a', 'other', now(), null), ('20240103000000_c', encode(sha256('create table c (id int);'), 'hex'), now(), null),
      ('20240104000000_d', 'x', now(), null), ('20240105000000_e', 'x', null, null), ('20240106000000_f', 'x', null, now())`);
  const { conflicts } = await migrationStatus(
    { folder },
    { ...on.deps, files: [folder] },
    new AbortController().signal,
  );
  expect(conflicts.map(({ level, object }) => `${level} ${object}`).toSorted()).toEqual([
    "error 20240101000000_a/migration.sql",
    "error 20240105000000_e",
    "warning 20240102000000_b/migration.sql",
    "warning 20240104000000_d",
    "warning 20240105000000_e",
  ]);
});
