import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Step } from "../../../../src/core/migration.ts";
import type { Session } from "../../../../src/core/session.ts";
import { runStep } from "../../../../src/migration/run/run-step.ts";
import type { RunOptions } from "../../../../src/migration/run/step-run.ts";
import type { Pool } from "../../../../src/postgres/pool.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";
import { backfillStep, step } from "./plans.ts";

let database: TestDatabase;
let pool: Pool;
let session: Session;
const signal = new AbortController().signal;
const progress: string[] = [];
const options: RunOptions = {
  signal,
  progress: (_, message) => progress.push(message),
  lockTimeoutMs: 100,
  attempts: 2,
};
const go = (what: Step, more: Partial<RunOptions> = {}) =>
  runStep(session, what, "forward", { ...options, ...more });

beforeAll(async () => {
  database = await testDatabase();
  pool = poolOn(database.url);
  session = await pool.open({ signal });
});
beforeEach(async () => {
  progress.length = 0;
  await database.run(`drop schema public cascade; create schema public;
    create table tasks (id int primary key, title text);
    insert into tasks select i, 'task ' || i from generate_series(1, 1000) i`);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await pool.close();
  await database[Symbol.asyncDispose]();
});

const one = async (sql: string): Promise<unknown> =>
  Object.values((await database.run(sql))[0] ?? {})[0];

/** Somebody else's transaction, which holds what the statement locks until it is ended. */
async function holding(sql: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url, application_name: "holder" });
  await client.connect();
  await client.query(`begin; ${sql}`);
  return client;
}

test("several statements are one transaction, with the step's own timeouts and all or nothing", async () => {
  const done = await go(
    step(
      "expand.1",
      "create table a (lock text, statement text); insert into a values (current_setting('lock_timeout'), current_setting('statement_timeout'))",
    ),
  );
  expect(done).toMatchObject({ id: "expand.1", attempts: 1 });
  expect(await database.run("select * from a")).toEqual([
    { lock: "100ms", statement: "2147483647ms" },
  ]);
  await expect(
    go(step("expand.2", "create table b (x int); insert into b values ('no')")),
  ).rejects.toMatchObject({ sqlstate: "22P02" });
  expect(await one("select to_regclass('b')")).toBeNull();
});

test("what is observed is the step's own transaction", async () => {
  let modes: unknown[] = [];
  const observe = async (on: Session) => {
    modes = await on.query(
      "select mode from pg_locks where relation = 'tasks'::regclass and pid = pg_backend_pid() order by 1",
    );
  };
  await go(step("expand.1", "alter table tasks add column due date"), { observe });
  expect(modes).toEqual([{ mode: "AccessExclusiveLock" }]);
});

test("rollback runs what takes the step back, a statement that runs alone by itself", async () => {
  const index = step("expand.1", "create index concurrently tasks_title on tasks (title)", {
    rollback: "drop index concurrently tasks_title; comment on table tasks is 'as before'",
  });
  await go(index);
  expect(
    await one("select indisvalid from pg_index where indexrelid = 'tasks_title'::regclass"),
  ).toBe(true);
  await runStep(session, index, "back", options);
  expect(await one("select to_regclass('tasks_title')")).toBeNull();
  expect(await one("select obj_description('tasks'::regclass)")).toBe("as before");
  await expect(
    runStep(session, step("expand.2", "select 1"), "back", options),
  ).resolves.toMatchObject({ attempts: 1 });
});

test("locks are waited for, with pauses, and given up with who was in the way", async () => {
  const holder = await holding("select * from tasks");
  const adding = step("expand.1", "alter table tasks add column due date");
  const refused = await go(adding, {
    // who is in the way is looked for after a tenth of that
    lockTimeoutMs: 2_000,
    connect: () => pool.open({ signal }),
  }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "LOCK_TIMEOUT",
    message: expect.stringMatching(
      /^Step `expand.1` .* 2 attempts of 2000 ms, .* In the way: pid \d+\.$/,
    ),
    quoted: expect.stringMatching(
      /pid \d+, application holder, idle in transaction, transaction of \d+ s: begin; select \* from tasks/,
    ),
  });
  const later = go(adding, { attempts: 20 });
  await expect.poll(() => progress.at(-1)).toMatch(/attempt \d+ of 20 in/);
  await holder.query("commit");
  expect((await later).attempts).toBeGreaterThan(1);
  expect(progress.at(-1)).toMatch(/waits for locks; attempt \d+ of 20 in \d+ ms/);
  await holder.end();
});

test("a statement that runs alone has its timeouts for as long as it runs", async () => {
  const before = await session.query(
    "select current_setting('lock_timeout'), current_setting('statement_timeout')",
  );
  await go(step("expand.1", "create index concurrently tasks_title on tasks (title)"));
  await expect(
    go(step("expand.2", "create index concurrently x on nowhere (title)")),
  ).rejects.toMatchObject({ sqlstate: "42P01" });
  expect(
    await session.query(
      "select current_setting('lock_timeout'), current_setting('statement_timeout')",
    ),
  ).toEqual(before);
});

test("an invalid index is dropped and built again, a valid one that is the same is done, another one refused", async () => {
  const unique = step(
    "expand.1",
    "create unique index concurrently Tasks_Title on only public.Tasks (lower(title)) where id > 0",
  );
  await database.run("insert into tasks values (0, 'TASK 1'), (-1, 'x'), (2000, 'Task 1')");
  await expect(go(unique)).rejects.toMatchObject({ sqlstate: "23505" });
  expect(await one("select to_regclass('tasks_title')"), "nothing is left of it").toBeNull();
  await database.run("delete from tasks where id = 2000");
  await database.runAsSuperuser(`create unique index tasks_title on tasks (lower(title)) where id > 0;
    update pg_index set indisvalid = false where indexrelid = 'tasks_title'::regclass`);
  const invalid = await one("select 'tasks_title'::regclass::oid");
  await go(unique);
  const built = await one("select 'tasks_title'::regclass::oid");
  expect(built).not.toBe(invalid);
  await go(unique);
  expect(await one("select 'tasks_title'::regclass::oid"), "not built twice").toBe(built);
  await database.run(
    "drop index tasks_title; create unique index tasks_title on tasks (lower(title)) where id > 1",
  );
  await expect(go(unique)).rejects.toMatchObject({ sqlstate: "42P07" });
});

test("a backfill goes through the table in batches, each a transaction of its own", async () => {
  await database.run("alter table tasks add column big text");
  let batches = 0;
  const observe = async () => void (batches += 1);
  const done = await go(backfillStep("backfill.1", 300), { observe });
  expect(done).toMatchObject({ batches: 4, changed: 1000, attempts: 1 });
  expect(batches).toBe(4);
  expect(await one("select count(*)::int from tasks where big = upper(title)")).toBe(1000);
  expect(progress).toContain("backfill.1: 600 rows changed");
  expect(await go(backfillStep("backfill.1", 300)), "again there is nothing to do").toMatchObject({
    changed: 0,
  });
});

test("a backfill lets others through who wait for the table", async () => {
  await database.run("alter table tasks add column big text");
  const holder = await holding("select * from tasks where id = 1");
  const waiting = new pg.Client({ connectionString: database.url });
  await waiting.connect();
  const change = waiting.query("alter table tasks add column due date");
  await sleep(100);
  const filled = go(backfillStep("backfill.1", 100), { lockTimeoutMs: 5_000 });
  await sleep(300);
  await holder.query("commit");
  await change;
  await filled;
  await Promise.all([holder.end(), waiting.end()]);
  expect(await one("select count(*)::int from tasks where big = upper(title)")).toBe(1000);
});

test("cancelled in the middle, a backfill keeps what it has done", async () => {
  await database.run("alter table tasks add column big text");
  const stop = new AbortController();
  const slow = backfillStep("backfill.1", 100, 50);
  // told when the third one is committed
  const told = (_: number, message: string) => {
    if (message === "backfill.1: 300 rows changed") stop.abort();
  };
  await using own = await pool.open({ signal: stop.signal });
  await expect(
    runStep(own, slow, "forward", { ...options, signal: stop.signal, progress: told }),
  ).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await one("select count(*)::int from tasks where big is not null")).toBe(300);
});
