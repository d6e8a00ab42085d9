import { afterAll, beforeAll, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`create table public.teams (id int primary key, name text not null unique);
create table public.tasks (id int generated always as identity primary key, team_id int not null, title text not null, state text not null default 'open' check (state in ('open', 'done')), due_at timestamptz, points int not null default 1);
create index tasks_team on public.tasks (team_id);
insert into public.teams select i, 'team ' || i from generate_series(1, 5) i;
insert into public.tasks (team_id, title) select 1 + i % 5, 'task ' || i from generate_series(1, 50) i;
create table public.log (at int not null, what text) partition by range (at);
create table public.log_1 partition of public.log for values from (0) to (100)`);
});
afterAll(() => on[Symbol.asyncDispose]());

test("a plan of the planner passes, and its proof is saved", async () => {
  const plan = await on.plan({
    sql: `alter table tasks add foreign key (team_id) references teams;
          alter table tasks alter column points type bigint;
          create index on tasks (due_at)`,
    oldStatements: [
      "select id, title from tasks where id = $1",
      "insert into tasks (team_id, title) values ($1, $2)",
      "update tasks set points = points + 1 where id = $1",
    ],
  });
  const result = await on.rehearse(plan);
  expect(result.failures).toEqual([]);
  expect(result).toMatchObject({
    passed: true,
    appliedAgain: true,
    rollback: { catalog_equal: true, rows_equal: true },
    fingerprint_before: plan.fingerprint,
    fingerprint_after: plan.fingerprint_after,
  });
  expect(result.verification.length).toBeGreaterThan(2);
  expect(result.oldApplication.filter(({ ok }) => !ok)).toEqual([]);
  expect(await on.deps.plans.proof(plan.plan_id)).toMatchObject({
    passed: true,
    on: "shadow",
    fingerprint_before: plan.fingerprint,
    fingerprint_after: plan.fingerprint_after,
  });
});

test("traffic loses nothing, and says how long it was blocked", async () => {
  const plan = await on.plan({
    sql: "alter table tasks alter column points type bigint; alter table tasks alter due_at set not null",
    hints: { renames: {}, using: {}, backfill: { "public.tasks.due_at": "now()" } },
  });
  const result = await on.rehearse(plan, { traffic: true, writesPerPhase: 20 });
  expect(result.failures).toEqual([]);
  expect(result.traffic?.writes).toBeGreaterThan(100);
  expect(result.traffic?.lost).toBe(0);
  expect(result.notes).toContain(
    "due_at of public.tasks keeps what the backfill gives it, as the plan says under irreversible.",
  );
});

test("a validation on the way is not taken back, and that is no fault", async () => {
  const plan = await on.plan({ sql: "alter table log detach partition log_1" });
  const { failures } = await on.rehearse(plan);
  expect(failures).toEqual([]);
});

test("what fails for synthetic rows says that they are, and what to do", async () => {
  const value = "(select id from public.teams t where t.id = team_id and t.name = 'x')";
  const plan = await on.plan({
    sql: "alter table tasks add column owner int not null",
    hints: { renames: {}, using: {}, backfill: { "public.tasks.owner": value } },
  });
  const { passed, failures } = await on.rehearse(plan);
  expect(passed).toBe(false);
  expect(failures[0]).toMatchObject({
    phase: "backfill",
    change: expect.stringMatching(/These rows are synthetic: .*hints\.backfill .* coalesce\.$/),
  });
});
