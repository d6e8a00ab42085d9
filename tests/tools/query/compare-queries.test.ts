import { afterAll, beforeAll, expect, test } from "vitest";
import type * as z from "zod";
import { compareQueries } from "../../../tools/query/compare-queries.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serve } from "../../helpers/served.ts";
import { harness, type Harness } from "../../src/query/compare/harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create table tasks (id int primary key, owner text, state text not null, done_at timestamptz, note json, weight float8);
    insert into tasks select i, current_user, 'open', '2026-01-01', '{}', i from generate_series(1, 50) i;
    create view open_tasks as select * from tasks where state = 'open';
    create schema other;
    create type other."Mood !" as enum ('so so', 'well');
    create table other."Odd ""Table" (
      "Id" int generated always as identity primary key, "select" other."Mood !" not null, "Twice" int generated always as ("Id" * 2) stored);
    insert into other."Odd ""Table" ("select") values ('well'), ('so so');
    analyze;`);
});
afterAll(() => on[Symbol.asyncDispose]());

type Input = z.input<typeof compareQueries.input>;
type Output = z.output<typeof compareQueries.output>;

async function run(
  input: Input,
  signal = new AbortController().signal,
  onProgress: (message: string) => void = () => {},
): Promise<Output> {
  const progress = (_: number, message: string): void => onProgress(message);
  const call = { signal, progress, confirm: async () => {} };
  return compareQueries.output.parse(
    await compareQueries.run(compareQueries.input.parse(input), on.deps, call),
  );
}

const same = "same on this data and on adversarial rows";

test("times, costs and plans of both, and what they were measured on", async () => {
  const result = await run({
    original: "select id from tasks where state = 'open'",
    rewritten: "select id from open_tasks",
  });
  expect(result).toMatchObject({
    verdict: same,
    target: { deployment: "url", database: on.database.name },
    original: { ms: expect.any(Number), cost: expect.any(Number) },
    rewritten: { plan: expect.stringMatching(/^Seq Scan on public.tasks/) },
    speedup: expect.any(Number),
    notes: [],
  });
  expect(result.databases).toBeGreaterThanOrEqual(1_000);
  expect(on.requests.every(({ intent }) => intent === "read")).toBe(true);
});

test("rows that differ on this data are shown, with their parameters", async () => {
  const result = await run({
    original: "select id, state from tasks where id <= $1",
    rewritten: "select id, state from tasks where id < $1",
    params: [[0], [3]],
    runs: 1,
  });
  expect(result.verdict).toBe("different");
  expect(result.counterexample).toEqual({
    on: "this data",
    params: [3],
    original: { columns: ["id", "state"], rows: [[3, "open"]] },
    rewritten: { columns: ["id", "state"], rows: [] },
  });
});

test("the same answer twice", async () => {
  const input: Input = {
    original: "select count(*) from tasks",
    rewritten: "select count(done_at) from tasks",
    runs: 1,
  };
  const [one, other] = [await run(input), await run(input)];
  expect(one.counterexample).toEqual(other.counterexample);
  expect(one.counterexample).toMatchObject({
    on: "adversarial rows",
    rows: [expect.stringMatching(/^insert into public.tasks \(id, state\) values /)],
    original: { rows: [[1]] },
    rewritten: { rows: [[0]] },
  });
});

test("an error of one statement is a difference", async () => {
  const { verdict, counterexample } = await run({
    original: "select id / nullif(id - 7, 0) from tasks",
    rewritten: "select id / (id - 7) from tasks",
    runs: 1,
  });
  expect(verdict).toBe("different");
  expect(counterexample?.rewritten.error).toMatch(/^22012/);
});

test("an error that only other rows bring", async () => {
  const { verdict, counterexample } = await run({
    original: "select id from tasks where state = '7'",
    rewritten: "select id from tasks where state ~ '^[0-9]' and state::int = 7",
    runs: 1,
  });
  expect({ verdict, error: counterexample?.rewritten.error }).toEqual({
    verdict: "different",
    error: expect.stringMatching(/^22P02/),
  });
});

test.each([
  ["select 1.0::numeric as a", "select 1.00::numeric as b", /names of column 1 differ/],
  ["select '-0'::float8, 'NaN'::float8", "select '0'::float8, 'NaN'::float8", /no table/],
  ["select 1::int", "select 1::bigint", /types of column 1 differ/],
  ["select '{\"a\":1}'::json", "select '{\"a\":1}'::json", /compared as text/],
  ["select 1, 2", "select 1", /2 columns, the rewritten 1 column/],
  ["select 1", "select 'x'::text", /integer in the original and text in the rewritten/],
])("%s and %s", async (original, rewritten, note) => {
  const { verdict, notes } = await run({ original, rewritten, runs: 1 });
  expect(notes.join("\n")).toMatch(note);
  expect(verdict).toBe(
    /original/.test(notes[0] ?? "") && /(columns,|no common)/.test(notes[0] ?? "")
      ? "different"
      : "same on this data",
  );
});

test("order counts as far as the original determines it", async () => {
  const ordered = "select id from tasks order by state, id desc";
  const wrong = await run({
    original: ordered,
    rewritten: "select id from tasks order by id",
    runs: 1,
  });
  expect(wrong.counterexample).toMatchObject({ on: "this data", from_row: 1 });
  const cut = await run({
    original: "select id from tasks limit 3",
    rewritten: "select id from tasks order by id desc limit 3",
    runs: 1,
  });
  expect(cut).toMatchObject({ verdict: same, notes: [expect.stringContaining("not determined")] });
});

test("chance is no difference that a rewrite makes", async () => {
  const { verdict, notes } = await run({
    original: "select id, random() from tasks",
    rewritten: "select id, random() from tasks",
    runs: 1,
  });
  expect(verdict).toBe("different");
  expect(notes.join("\n")).toContain("on chance");
});

test("odd names, enums, identity and generated columns", async () => {
  const { verdict, counterexample } = await run({
    original: `select "Twice" from other."Odd ""Table" where "select" <> 'so so'`,
    rewritten: `select distinct "Id" * 2 from other."Odd ""Table" where "select" = 'well'`,
    runs: 1,
  });
  expect({ verdict, counterexample }).toEqual({ verdict: same, counterexample: undefined });
});

test("a role sees its rows only", async () => {
  const role = `reader_${on.database.name}`;
  await on.database
    .run(`create role ${role}; grant ${role} to current_user; grant select on tasks to ${role};
    alter table tasks enable row level security; create policy own on tasks to ${role} using (id <= 10)`);
  const original = "select count(*) from tasks";
  const rewritten = "select count(*) from tasks where id <= 10";
  const result = await run({ original, rewritten, target: { role }, runs: 1 });
  await on.database.run(
    `alter table tasks disable row level security; drop policy own on tasks; drop owned by ${role}; drop role ${role}`,
  );
  expect(result.counterexample?.on).toBe("adversarial rows");
});

test.each([
  [{ original: "select 1; select 2", rewritten: "select 1" }, "INVALID_SQL"],
  [{ original: "select from where", rewritten: "select 1" }, "INVALID_SQL"],
  [{ original: "delete from tasks", rewritten: "select 1" }, "UNSUPPORTED"],
  [{ original: "select 1", rewritten: "select * into x from tasks" }, "READ_ONLY"],
  [{ original: "select 1", rewritten: "select * from tasks for update" }, "READ_ONLY"],
  [
    {
      original: "select 1",
      rewritten: "with d as (delete from tasks returning *) select * from d",
    },
    "READ_ONLY",
  ],
  [{ original: "select pg_terminate_backend(1)", rewritten: "select true" }, "READ_ONLY"],
  [{ original: "select * from tasks where id = $1", rewritten: "select 1" }, "INVALID_INPUT"],
  [{ original: "select 1", rewritten: "select 1", params: [[1]] }, "INVALID_INPUT"],
  [{ original: "select * from nowhere", rewritten: "select 1" }, "POSTGRES"],
])("%j is refused", async (input, code) => {
  const error: unknown = await run(input).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code });
  expect(error).not.toMatchObject({ next: expect.stringMatching(/explain_query|run_sql/) });
});

const endless = "select count(*) from tasks a, tasks b, tasks c, tasks d, tasks e";

test.each([
  ["Timing", endless, "select 1::bigint"],
  ["Comparing on adversarial rows", "select id from tasks", "select id from tasks where true"],
])("a call that is cancelled ends: %s", async (moment, original, rewritten) => {
  const stop = new AbortController();
  if (moment === "Timing") setTimeout(() => stop.abort(), 300);
  const started = performance.now();
  const cancelled = run({ original, rewritten }, stop.signal, (message) => {
    if (message === moment) stop.abort();
  });
  await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("through the protocol: rows and plans are fenced", async () => {
  await using server = serve(on.database.url);
  await using client = await connect(server.config);
  const result = await client.callTool({
    name: "compare_queries",
    arguments: {
      original: "select state from tasks",
      rewritten: "select distinct state from tasks",
      runs: 1,
    },
  });
  expect(textOf(result)).toMatch(/^Measured: different/);
  expect(Object.keys(result.structuredContent ?? {})).toContain("fence_open");
});
