import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { findings } from "../../../src/query/findings/index.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { explainSql, lasting, runStatements } from "./example.ts";
import { openSession } from "./session.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(`
    create table days (day int, code int) partition by range (day);
    create table days_1 partition of days for values from (0) to (10);
    create table days_2 partition of days for values from (10) to (20);
    insert into days select i % 20, i from generate_series(1, 40000) i;
    create table "Odd ""Table" ("Id" int primary key, "select" int, data jsonb, tags text[], kind varchar(20), state text);
    insert into "Odd ""Table" select i, i, jsonb_build_object('k', i), array['t' || i], 'k' || i, 's' || i % 100 from generate_series(1, 20000) i;
    create index on "Odd ""Table" (state);
    analyze;`);
});
afterAll(() => database[Symbol.asyncDispose]());

const table = '"Odd ""Table"';

/** Runs the query, then its one fix, then the query again: what is left of the findings. */
async function cycle(
  query: string,
  settings = "",
): Promise<{ fix: string | undefined; left: Finding[] }> {
  await using session = await openSession(database.url);
  await runStatements(session, settings);
  const found = lasting(findings(await explainSql(session, query, true)));
  expect(found.map(({ rule }) => rule)).toEqual(["selective-scan-without-index"]);
  const fix = found[0]?.fix;
  await runStatements(session, fix ?? "");
  return { fix, left: lasting(findings(await explainSql(session, query, true))) };
}

test.each([
  [`select * from ${table} where abs("select") = 7`, '(abs("select"))'],
  [`select * from ${table} where "select" = 7`, '("select")'],
  [`select * from ${table} where kind = 'k7'`, "(kind)"],
  [`select * from ${table} where data @> '{"k": 7}'`, "using gin (data)"],
  [`select * from ${table} where tags && array['t7']`, "using gin (tags)"],
  [`select * from ${table} where data ->> 'k' = '7'`, "((data ->> 'k'))"],
])("%s", async (query, keys) => {
  const { fix, left } = await cycle(query);
  expect(fix).toMatch(/^create index concurrently on public."Odd ""Table" /);
  expect(fix?.endsWith(keys), fix).toBe(true);
  expect(left).toEqual([]);
});

test("a partition's index is made on the whole table, once for all partitions", async () => {
  const { fix, left } = await cycle("select * from days where code = 77");
  expect(fix).toBe("create index on public.days (code)");
  expect(left).toEqual([]);
});

test("a parallel scan below a LIMIT gets the order too", async () => {
  await database.run(
    "create table big as select i as id, i % 1000 as org, i % 77 as rank from generate_series(1, 60000) i; analyze big",
  );
  const { fix, left } = await cycle(
    "select * from big where org = 5 order by rank, id limit 3",
    "set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0",
  );
  expect(fix).toBe("create index concurrently on public.big (org, rank, id)");
  expect(left).toEqual([]);
});

test("no index is advised where the planner knew one, and none that cannot be made", async () => {
  await using session = await openSession(database.url);
  await runStatements(session, "set enable_indexscan = off; set enable_bitmapscan = off");
  const known = lasting(
    findings(await explainSql(session, `select * from ${table} where state = 's5'`, true)),
  );
  expect(known.map(({ rule }) => rule).filter((rule) => rule !== "planner-settings")).toEqual([]);
  await using other = await openSession(database.url);
  const stable = findings(
    await explainSql(
      other,
      `select * from ${table} where to_char("Id", 'FM999') || now() = 'x'`,
      true,
    ),
  );
  expect(stable.filter(({ fix }) => fix !== undefined)).toEqual([]);
});
