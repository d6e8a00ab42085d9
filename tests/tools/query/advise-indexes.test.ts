import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, harness } from "../branch/harness.ts";

const target = { branch: "work" };
let on: Harness;
beforeAll(async () => {
  on = await harness();
  await on.done("create_branch", { name: "work" });
  // an autovacuum that comes meanwhile takes another sample
  const sql = `
    create table tasks (id int primary key, org_id int not null, state text not null, title text, due date) with (autovacuum_enabled = off);
    insert into tasks select i, i % 5000, case when i % 50 = 0 then 'open' else 'done' end, repeat('x', 80), date '2026-01-01' + abs(hashint4(i) % 300)
      from generate_series(1, 100000) i;
    create index tasks_state on tasks (state);
    create index tasks_state_due on tasks (state, due)`;
  for (const each of [sql, "vacuum analyze tasks"])
    await on.done("run_sql", { sql: each, mode: "write", target });
});
afterAll(() => on[Symbol.asyncDispose]());

interface Advice {
  readonly cost_before: number;
  readonly cost_after: number;
  readonly create: readonly {
    readonly sql: string;
    readonly bytes: number;
    readonly built_bytes?: number;
  }[];
  readonly drop: readonly { readonly sql: string }[];
  readonly per_query: readonly {
    readonly query: number;
    readonly before: number;
    readonly after: number;
  }[];
  readonly skipped: readonly { readonly query: number; readonly reason: string }[];
  readonly measured?: readonly {
    readonly query: number;
    readonly before_ms: number;
    readonly after_ms: number;
  }[];
}

const queries = [
  { sql: "select title from tasks where org_id = $1 order by due desc limit 10", weight: 100 },
  { sql: "select count(*) from tasks where state = 'open'" },
  { sql: "select * from nowhere" },
];

async function advise(args: Record<string, unknown>): Promise<Advice & { readonly text: string }> {
  const { structured, text } = await on.done("advise_indexes", { target, ...args });
  return { ...(structured as unknown as Advice), text };
}

test("an index is advised, its twin is dropped, and what has no plan is told", async () => {
  const advice = await advise({ queries });
  expect(advice.create.map(({ sql }) => sql).join()).toMatch(
    /create index concurrently .* on public\.tasks .*org_id, due/i,
  );
  expect(advice.drop.map(({ sql }) => sql).join()).toContain("tasks_state");
  expect(advice.cost_after).toBeLessThan(advice.cost_before / 5);
  expect(advice.skipped).toEqual([
    expect.objectContaining({ query: 2, reason: expect.stringContaining("nowhere") }),
  ]);
  expect(advice.text).toContain('measure: "branch"');
});

test("twenty times the same answer", async () => {
  const answers = new Set<string>();
  for (let time = 0; time < 20; time++) {
    const { text: _, ...advice } = await advise({ queries });
    const { duration_ms: __, ...same } = advice as unknown as Record<string, unknown>;
    answers.add(JSON.stringify(same).replaceAll(/untrusted-[0-9a-f]+/g, "untrusted"));
  }
  expect(answers.size).toBe(1);
});

test("a budget of one page has no room for an index", async () => {
  const { create, text } = await advise({ queries, budget_bytes: 8192 });
  expect(create).toEqual([]);
  expect(text).not.toContain("to create (");
});

test("measured on a branch: built, timed before and after, and gone", async () => {
  const { create, measured } = await advise({ queries, measure: "branch" });
  const [index] = create;
  expect(Math.abs((index?.bytes ?? 0) / (index?.built_bytes ?? 1) - 1)).toBeLessThan(0.25);
  const [first] = measured ?? [];
  expect(first?.after_ms).toBeLessThan(first?.before_ms ?? 0);
  const { text } = await on.done("list_branches");
  expect(text).toContain("2 branches");
});

test("the workload of pg_stat_statements", async () => {
  await on.done("run_sql", {
    sql: "create extension if not exists pg_stat_statements",
    mode: "write",
    target,
  });
  for (let time = 0; time < 5; time++)
    await on.done("run_sql", { sql: `select * from tasks where org_id = ${time}`, target });
  const advice = await advise({ from: "pg_stat_statements" });
  expect(JSON.stringify(advice.per_query)).toContain("org_id = $1");
  expect(advice.create.map(({ sql }) => sql).join()).toContain("org_id");
});

test.each([
  [{ queries, from: "pg_stat_statements" }, "INVALID_INPUT"],
  [{ queries: [] }, "INVALID_INPUT"],
  [{ queries, budget_bytes: -1 }, "INVALID_INPUT"],
])("%j is refused", async (args, code) => {
  const { isError, text } = await on.call("advise_indexes", { target, ...args });
  expect(isError).toBe(true);
  expect(text).toMatch(new RegExp(`^${code}`));
});

test("a write on the guarded branch is analyzed on a temporary one", async () => {
  await on.done("run_sql", { sql: "select 1" });
  const sql = "delete from pg_temp.nothing";
  const refused = await on.call("explain_query", { sql: "create_me", analyze: true });
  expect(refused.isError).toBe(true);
  const guarded = await on.call("explain_query", { sql, analyze: true });
  expect(guarded.text).toContain("on_branch");
  const explained = await on.done("explain_query", {
    sql: "update tasks set title = 'y' where id < 100",
    analyze: true,
    on_branch: true,
    target,
  });
  expect(explained.text).toContain("Update on public.tasks");
  expect((await on.done("list_branches")).text).toContain("2 branches");
  expect(await on.rows("work", "select count(*) from tasks where title = 'y'")).toEqual([[0]]);
});
