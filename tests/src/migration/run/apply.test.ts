import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";
import { everything, step } from "./plans.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
beforeEach(() => on.reset());
afterAll(() => on[Symbol.asyncDispose]());

const states = async () =>
  Object.fromEntries(
    (await on.database.run("select step, state from neon_dba.migration_step order by 1")).map(
      ({ step: id, state }) => [id, state],
    ),
  );

test("phase by phase, then back to where it began", async () => {
  const before = await on.fingerprint();
  await on.plan(everything());
  const expanded = await on.apply();
  expect(expanded).toMatchObject({
    target: { database: on.database.name },
    applied: [{ id: "expand.1" }, { id: "expand.2" }, { id: "expand.3" }],
    remaining: ["backfill.1", "switch.1", "switch.2", "contract.1"],
    next: "backfill",
  });
  expect(on.confirmations[0]?.summary).toBe(
    `Apply phase expand of plan \`add big titles\` (plan1) to database \`${on.database.name}\`. 3 steps: expand.1 (blocks reads and writes on public.tasks, about 1 ms); expand.2 (blocks nobody, about 1 ms); expand.3 (blocks nobody, about 1 ms). DATABASE_URL has no branches, so there is no backup.`,
  );
  expect(await on.apply()).toMatchObject({
    applied: [{ id: "backfill.1", batches: 11, changed: 1000 }],
    next: "verify",
  });
  const rest = await on.apply({ through: "contract" });
  expect(rest.applied.map(({ id }) => id)).toEqual(["switch.1", "switch.2", "contract.1"]);
  expect(rest).toMatchObject({
    remaining: [],
    verification: [{ phase: "verify", passed: true, got: 0 }],
  });
  expect(rest.next).toBeUndefined();
  expect(on.confirmations.at(-1)?.summary).toContain("From switch on the old application breaks");
  const done = on.progress.map(([at]) => at);
  expect(done.length).toBeGreaterThan(10);
  expect(await on.apply(), "there is nothing left, and nothing is asked").toMatchObject({
    applied: [],
    remaining: [],
  });
  expect(on.confirmations).toHaveLength(3);
  expect(await states()).toMatchObject({ "expand.3": "done", "contract.1": "done" });

  const back = await on.rollback();
  expect(back.rolledBack.map(({ id }) => id)).toEqual([
    "contract.1",
    "switch.2",
    "switch.1",
    "backfill.1",
    "expand.3",
    "expand.2",
    "expand.1",
  ]);
  expect(back).toMatchObject({ catalogEqual: true, remaining: [] });
  expect(await on.fingerprint()).toBe(before);
  expect(new Set(Object.values(await states()))).toEqual(new Set(["undone"]));
  expect((await on.apply()).applied, "and once more").toHaveLength(3);
});

test("back to a phase, which is what it was", async () => {
  await on.plan(everything());
  await on.apply({ through: "backfill" });
  const kept = await on.fingerprint();
  await on.apply({ through: "switch" });
  expect(await on.rollback({ to: "verify" })).toMatchObject({
    rolledBack: [{ id: "switch.2" }, { id: "switch.1" }],
    remaining: ["expand.1", "expand.2", "expand.3", "backfill.1"],
    catalogEqual: true,
  });
  expect(await on.fingerprint()).toBe(kept);
  expect((await on.apply({ through: "switch" })).applied).toHaveLength(2);
});

test("what is agreed to is bound to the plan, the target and how far it is", async () => {
  await on.plan(everything());
  on.agreed = false;
  await expect(on.apply()).rejects.toMatchObject({ code: "CONFIRMATION_REQUIRED" });
  expect(await on.one("select to_regnamespace('neon_dba')"), "asking leaves nothing").toBeNull();
  on.agreed = true;
  await on.apply();
  await on.apply();
  const [first, second, third] = on.confirmations.map(({ plan }) => JSON.stringify(plan));
  expect(first).toBe(second);
  expect(first).not.toBe(third);
});

test("a step that fails leaves the others, and the next call goes on with it", async () => {
  await on.plan(everything());
  await on.database.run("insert into public.tasks values (2000, 'task 1')");
  const refused = await on.apply().catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "POSTGRES",
    sqlstate: "23505",
    message: expect.stringMatching(/^Step `expand.3` stopped: .* The steps before it are kept\.$/),
  });
  expect(await states()).toEqual({ "expand.1": "done", "expand.2": "done", "expand.3": "begun" });
  expect(await on.one("select to_regclass('tasks_title')")).toBeNull();
  await on.database.run("delete from public.tasks where id = 2000");
  expect((await on.apply()).applied.map(({ id }) => id)).toEqual(["expand.3"]);
  expect(on.confirmations.at(-1)?.summary).toContain(
    "expand.3 was cut off in the middle and goes on.",
  );
});

test("a verification that does not pass stops; it is asked again, or the way leads back", async () => {
  await on.plan(everything());
  await on.apply({ through: "backfill" });
  await on.database.run(
    "alter table tasks disable trigger copy_title; update tasks set title = 'other' where id = 7; alter table tasks enable trigger copy_title",
  );
  const refused = await on.apply({ through: "switch" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "DRIFT",
    quoted: "every row has its copy: got 1, expected 0",
  });
  await on.database.run("update tasks set title = title");
  expect((await on.apply({ through: "switch" })).applied).toHaveLength(2);
});

test("drift is refused with what differs, before the first step and between phases", async () => {
  const plan = await on.plan(everything());
  await on.database.run("alter table tasks add column due date");
  await expect(on.apply()).rejects.toMatchObject({
    code: "DRIFT",
    quoted: "table public.tasks columns.due: there now",
  });
  await on.database.run("alter table tasks drop column due");
  await on.apply();
  await on.database.run("alter table tasks alter column title set default 'x'");
  const refused = await on.apply().catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "DRIFT",
    quoted: expect.stringContaining('table public.tasks columns.title."default": there now'),
  });
  await on.database.run("alter table tasks alter column title drop default");
  await on.prove(plan, {
    on: "branch",
    fingerprints: [{ phase: "backfill", fingerprint: "another" }],
  });
  await expect(on.apply()).rejects.toMatchObject({
    code: "DRIFT",
    message: expect.stringContaining("not what it was after them in the rehearsal"),
  });
  expect((await on.apply()).applied, "it goes on all the same").toEqual([]);
});

test("the ledger is no drift", async () => {
  const before = await on.fingerprint();
  await on.plan([
    { ...everything()[0], name: "expand", steps: [step("expand.1", "select 1")] } as never,
  ]);
  await on.apply();
  expect(await on.one("select to_regclass('neon_dba.migration')::text")).toBe("neon_dba.migration");
  expect(await on.fingerprint()).toBe(before);
});

test("one migration at a time, and the second one is told whose turn it is", async () => {
  await on.plan(everything());
  await on.apply();
  const other = new pg.Client({ connectionString: on.database.url });
  await other.connect();
  await other.query(`select pg_advisory_lock(1852072545, 1);
    update neon_dba.migration set worker = pg_backend_pid(), worked_at = '2026-11-21 10:00Z'`);
  const message = expect.stringMatching(
    /^Plan `plan1` \(`add big titles`\), since 2026-11-21T10:00:00Z, .* by pid \d+; one migration at a time\.$/,
  );
  const refused = on.apply().catch((error: unknown) => error);
  await expect(on.rollback()).rejects.toMatchObject({ code: "LOCK_TIMEOUT", message });
  expect(await refused).toMatchObject({ code: "LOCK_TIMEOUT", message });
  const waiting = on.apply();
  await sleep(300);
  await other.end();
  expect(await waiting, "whoever waits gets it when it is free").toMatchObject({
    applied: [{ id: "backfill.1" }],
  });
});

test("a step that is in another's way is given up with who it is, and the rest is kept", async () => {
  await on.plan(everything());
  const holder = new pg.Client({ connectionString: on.database.url, application_name: "reports" });
  await holder.connect();
  await holder.query("begin; select * from tasks limit 1");
  const stop = new AbortController();
  const applying = on.apply({}, stop.signal).catch((error: unknown) => error);
  const waits = /Step `expand.1` waits for locks of pid \d+; attempt \d+ of 10/;
  while (!on.progress.some(([, message]) => waits.test(message))) await sleep(20);
  stop.abort();
  expect(await applying).toMatchObject({ code: "CANCELLED" });
  await holder.end();
  expect((await on.apply()).applied).toHaveLength(3);
});

/** Each batch takes long enough to be met. */
const SLOWLY = `
  create function public.slowly() returns trigger language plpgsql
    as $$ begin perform pg_catalog.pg_sleep(0.05); return null; end $$;
  create trigger slowly after update on public.tasks for each statement execute function public.slowly()`;

test("a connection that is lost is made again, and nothing is done twice", async () => {
  await on.database.run(SLOWLY);
  await on.plan(everything(50, 30));
  await on.apply();
  const filling = on.apply();
  for (const batches of [3, 8]) {
    await on.until(`select count(*) > ${batches} from times where what = 'backfill.1'`);
    // in the middle of a batch: between two of them a connection is made again without a word
    await on.until(
      "select bool_or(pg_terminate_backend(m.worker)) from neon_dba.migration m join pg_stat_activity a on a.pid = m.worker where a.state = 'active' and a.query ~ 'tasks'",
    );
  }
  expect(await filling).toMatchObject({
    applied: [{ id: "backfill.1", changed: 1000, batches: 21 }],
  });
  expect(await on.one("select count(*)::int from times where what = 'backfill.1'")).toBe(21);
  expect(on.progress.map(([, message]) => message)).toContain(
    "The connection was lost in backfill.1; connecting again",
  );
});

test("past a step that nothing leads back over there is only the backup", async () => {
  const phases = everything().map((phase) =>
    phase.name === "contract"
      ? {
          ...phase,
          steps: [
            step("contract.1", "alter table public.tasks drop column title cascade", {
              irreversible: true,
            }),
          ],
        }
      : phase,
  );
  await on.plan(phases, { irreversible: ["The titles are gone with contract.1."] });
  await on.apply({ through: "contract" });
  expect(on.confirmations[0]?.summary).toContain("No rollback leads back over contract.1.");
  await expect(on.rollback()).rejects.toMatchObject({
    code: "UNSUPPORTED",
    quoted: "The titles are gone with contract.1.",
  });
});

test("a column that a rollback makes anew comes last, and that is no difference", async () => {
  const drop = step("expand.1", "alter table public.times drop column tx", {
    rollback:
      "alter table public.times add column tx bigint not null default 0; alter table public.times alter column tx drop default",
  });
  const before = await on.fingerprint();
  const [first] = everything();
  await on.plan([{ ...(first ?? never()), steps: [drop] }]);
  await on.apply();
  expect(await on.rollback()).toMatchObject({ catalogEqual: true });
  expect(await on.fingerprint()).not.toBe(before);
  expect((await on.apply()).applied).toHaveLength(1);
});

const never = (): never => {
  throw new Error("there is a first phase");
};
