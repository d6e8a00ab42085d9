import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { explain } from "../../../src/query/explain.ts";
import { explainable } from "../../../src/query/explainable.ts";
import { planText } from "../../../src/query/plan/text.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { explainSql } from "./example.ts";
import { openSession } from "./session.ts";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await testDatabase(`
    create table items (id int primary key, day date not null, note text);
    insert into items select i, date '2026-01-01' + i % 30, 'n' from generate_series(1, 1000) i;
    create table log (at timestamptz);
    create table days (day int, value int) partition by range (day);
    create table days_1 partition of days for values from (0) to (10);
    create table days_2 partition of days for values from (10) to (20);
    create function note_change() returns trigger language plpgsql as
      $$ begin insert into log values (now()); return new; end $$;
    create trigger noted after update on items for each row execute function note_change();
    analyze items;`);
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  session = await openSession(database.url);
});
afterEach(() => session[Symbol.asyncDispose]());

const count = async (table: string): Promise<unknown> =>
  (await database.run(`select count(*)::int as n from ${table}`))[0]?.["n"];
const text = async (sql: string, analyze = false, params?: unknown[]): Promise<string> =>
  planText((await explainSql(session, sql, analyze, params)).plan, "detailed");
const failure = (sql: string, analyze = false, params?: unknown[]): Promise<unknown> =>
  explainSql(session, sql, analyze, params).catch((error: unknown) => error);

test("values are bound", async () => {
  expect(await text("select * from items where id = $1", false, [5])).toContain("(items.id = 5)");
  expect(await text("select * from items where id = $1", true, [5])).toMatch(/rows 1->1 /);
});

test("no values: the plan that serves any, with all partitions", async () => {
  expect(await text("select * from items where id = $1")).toContain("(items.id = $1)");
  const plan = await text("select * from days where day = $1");
  expect(plan).toContain("days_1");
  expect(plan).toContain("days_2");
});

test("a session explains generic plans one after the other", async () => {
  await text("select $1::int");
  expect(await text("select $1::text")).toContain("Result");
});

test("pg_stat_statements texts that can be planned are", async () => {
  const plan = await text(
    "select * from items where id in ($1 /*, ... */) and note like $2 order by day limit $3",
  );
  expect(plan).toContain("items");
});

test("a parameter where Postgres takes none is an error with the way on", async () => {
  expect(await failure("select now() - interval $1")).toMatchObject({
    code: "INVALID_SQL",
    sqlstate: "42601",
    next: expect.stringContaining("`$1::interval`"),
  });
  expect(await failure("select $1 + $2")).toMatchObject({
    code: "INVALID_SQL",
    next: expect.stringContaining("cast"),
  });
});

test("values and parameters have to match", async () => {
  expect(await failure("select $1::int", false, [1, 2])).toMatchObject({ code: "INVALID_INPUT" });
  expect(await failure("select 1", false, [1])).toMatchObject({
    code: "INVALID_INPUT",
    next: "Call explain_query without `params`.",
  });
  expect(await failure("select $1::int", true)).toMatchObject({
    code: "INVALID_INPUT",
    next: expect.stringContaining("generic plan"),
  });
});

test("the plan of a write executes nothing", async () => {
  expect(await text("delete from items where id = 1")).toMatch(/^Delete on public.items/);
  expect(
    await text(
      "merge into items i using log l on false when not matched then insert values (1, now(), '')",
    ),
  ).toMatch(/^Merge/);
  expect(await text("select * from items for update")).toMatch(/^LockRows/);
  expect(await count("items")).toBe(1000);
});

test("ANALYZE of a write is rolled back, with its triggers, and tells their time", async () => {
  const context = await explainSql(session, "update items set note = 'x' where id <= 50", true);
  expect(context.plan.triggers).toMatchObject([{ name: "noted", calls: 50 }]);
  expect(context.plan.triggers[0]?.ms).toBeGreaterThan(0);
  expect(await count("log")).toBe(0);
  expect(await count("items where note = 'x'")).toBe(0);
});

test("a read does not write, whoever wraps it", async () => {
  await database.run(
    "create function sneak() returns int language plpgsql as $$ begin delete from items; return 1; end $$",
  );
  expect(await failure("select sneak()", true)).toMatchObject({ code: "READ_ONLY" });
  expect(await failure("select pg_sleep(1)", true)).toMatchObject({ code: "READ_ONLY" });
  expect(await count("items")).toBe(1000);
});

test.each([
  "select 1; delete from items",
  "select 1) ; delete from items; --",
  "select 1 /* */; commit; delete from items",
  "(format text) delete from items",
  "analyze delete from items",
  "verbose select 1",
  "select '\\'; delete from items; --'",
])("%s does not get out of EXPLAIN", async (sql) => {
  await database.run("alter role current_user set standard_conforming_strings = off");
  await using loose = await openSession(database.url);
  await explainSql(loose, sql, true).catch(() => {});
  await explainSql(loose, `${sql} -- $1`, false).catch(() => {});
  await database.run("alter role current_user reset standard_conforming_strings");
  expect(await count("items")).toBe(1000);
});

test("a statement that runs too long says how to see the plan without running it", async () => {
  const given = await explainable("select count(*) from items a, items b, items c");
  const stopped = explain(session, given, { analyze: true, timeoutMs: 200 });
  await expect(stopped).rejects.toMatchObject({
    code: "TIMEOUT",
    next: expect.stringContaining("without `analyze`"),
  });
});

test("memory that planning takes is told where it is much", async () => {
  await database.run(`
    create table many (day int, value int) partition by range (day);
    do $$ begin
      for i in 0..199 loop
        execute format('create table many_%s partition of many for values from (%s) to (%s)', i, i, i + 1);
      end loop;
    end $$`);
  const joined = "select count(*) from many a join many b using (value) join many c using (value)";
  expect(await text(joined)).toMatch(/^Planning \| \d+ kB of memory$/m);
  expect(await text("select * from many where day = 3")).not.toContain("Planning");
});
