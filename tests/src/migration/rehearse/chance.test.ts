import { afterAll, beforeAll, expect, test } from "vitest";
import { tablesOfChance } from "../../../../src/migration/rehearse/chance.ts";
import { planOf } from "../run/plans.ts";
import { harness, phase, step, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`create table public.teams (id int primary key, name text not null);
create table public.tasks (id int primary key, team_id int not null references public.teams, title text);
insert into public.teams select i, 'team ' || i from generate_series(1, 5) i;
insert into public.tasks select i, 1 + i % 5, 'task ' || i from generate_series(1, 50) i`);
});
afterAll(() => on[Symbol.asyncDispose]());

const chanceOf = async (...statements: readonly string[]): Promise<string[]> => {
  await using session = await on.deps.session({
    intent: "read",
    signal: new AbortController().signal,
  });
  const steps = statements.map((sql, index) => step(`expand.${index + 1}`, sql));
  return [...(await tablesOfChance(session, planOf([phase("expand", steps)])))];
};

test.each([
  ["update public.tasks set title = upper(title)", []],
  ["update public.tasks set title = gen_random_uuid()::text", ["public.tasks"]],
  ["update tasks set title = now()", ["public.tasks"]],
  ["update public.tasks set title = current_timestamp", ["public.tasks"]],
  ["update public.tasks set title = default", ["public.tasks"]],
  ["insert into public.teams select nextval('s'), 'a'", ["public.teams"]],
  [
    "alter table public.tasks add column at timestamptz default current_timestamp",
    ["public.tasks"],
  ],
  ["alter table public.tasks add column size int default 1", []],
  ["create materialized view public.drawn as select random() as number", ["public.drawn"]],
  ["create table public.marks (id int, at timestamptz default now())", ["public.marks"]],
])("%s", async (sql, tables) => {
  expect(await chanceOf(sql)).toEqual(tables);
});

test("what is filled from a table of chance is one, in whatever order it is written", async () => {
  const child =
    "update public.tasks set title = (select name from public.teams where teams.id = team_id)";
  expect(await chanceOf(child)).toEqual([]);
  const parent = "update public.teams set name = random()::text";
  expect((await chanceOf(child, parent)).toSorted()).toEqual(["public.tasks", "public.teams"]);
});

test("a plan that makes values up passes, and the rows are still counted", async () => {
  const plan = await on.plan({
    sql: "alter table tasks add column token uuid not null default gen_random_uuid(); alter table tasks add column number serial",
  });
  const result = await on.rehearse(plan);
  expect(result.failures).toEqual([]);
  expect(result.notes.join(" ")).toContain("public.tasks gets is another value each time");
});

test("values that were there before are compared all the same", async () => {
  const lossy = step("backfill.1", "update public.tasks set title = gen_random_uuid()::text");
  const { failures } = await on.rehearse(await on.write([phase("backfill", [lossy])]));
  expect(failures).toMatchObject([
    {
      step: "backfill.1",
      quoted: expect.stringContaining("rows of public.tasks have other values"),
    },
  ]);
});

test("rows with other keys each time are as many each time", async () => {
  const sql = `insert into public.teams select nextval('public.numbers') + 100, 'new'
from generate_series(1, (select 1 + count(*) from public.marks))`;
  const rollback = "delete from public.teams where id > 100";
  const mark = step("expand.1", "create table public.marks (); create sequence public.numbers", {
    rollback: "drop table public.marks; drop sequence public.numbers",
  });
  const twice = step("backfill.1", sql, { rollback });
  const phases = [phase("expand", [mark]), phase("backfill", [twice])];
  expect((await on.rehearse(await on.write(phases))).failures).toEqual([]);
});
