import { afterAll, beforeAll, expect, test } from "vitest";
import type { Missing } from "../../../../src/core/twin.ts";
import { importStatistics } from "../../../../src/twin/statistics/import.ts";
import type { Statistics } from "../../../../src/twin/statistics/types.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { carry, data, pairOf, schema } from "./fixture.ts";
import type { Pair } from "./fixture.ts";

let pair: Pair;
let statistics: Statistics;
let missing: readonly Missing[];

beforeAll(async () => {
  pair = await pairOf(schema, data);
  ({ statistics, missing } = await carry(pair));
});
afterAll(() => pair[Symbol.asyncDispose]());

/** What both sides say, as the superusers see it. */
async function both(sql: string): Promise<[unknown[], unknown[]]> {
  return [await pair.original.runAsSuperuser(sql), await pair.twin.runAsSuperuser(sql)];
}

test("nothing is missing", () => {
  expect(missing).toEqual([]);
});

test("all that pg_statistic says of columns and of indexes' expressions is the same, field by field", async () => {
  const [original, twin] = await both(`
    select n.nspname, c.relname, s.staattnum, s.stainherit, stanullfrac, stawidth, stadistinct,
           stakind1, stakind2, stakind3, stakind4, stakind5,
           staop1::regoperator::text, staop2::regoperator::text, staop3::regoperator::text, staop4::regoperator::text, staop5::regoperator::text,
           stacoll1, stacoll2, stacoll3, stacoll4, stacoll5, stanumbers1, stanumbers2, stanumbers3, stanumbers4, stanumbers5,
           stavalues1::text, stavalues2::text, stavalues3::text, stavalues4::text, stavalues5::text
      from pg_statistic s join pg_class c on c.oid = starelid join pg_namespace n on n.oid = relnamespace
     where n.nspname in ('public', 'Odd, Schema') order by 1, 2, 3, 4`);
  expect(original.length).toBeGreaterThan(70);
  expect(twin).toEqual(original);
});

test("relations have the same figures, and never analyzed ones none", async () => {
  const [original, twin] = await both(`
    select n.nspname, c.relname, relkind, relpages, reltuples, relallvisible, relallfrozen
      from pg_class c join pg_namespace n on n.oid = relnamespace
     where n.nspname in ('public', 'Odd, Schema') and relkind in ('r', 'p', 'm', 'i', 'I') order by 1, 2`);
  expect(original.length).toBeGreaterThan(20);
  expect(twin).toEqual(original);
  const never = statistics.relations.find(({ name }) => name === "never");
  expect(never).toMatchObject({ relpages: 0, reltuples: -1, kind: "r", method: "heap" });
  expect(never?.pages).toBeGreaterThan(0);
});

test("extended statistics are the same to the last bit, where bytes hold no oids of types", async () => {
  const [original, twin] = await both(`
    select n.nspname, x.stxname, stxdinherit, stxdndistinct::bytea::text as ndistinct, stxddependencies::bytea::text as dependencies,
           case when x.stxname <> 'places_moods' then stxdmcv::text end as mcv,
           (select jsonb_agg(m) from pg_mcv_list_items(stxdmcv) m) as items, stxdexpr::text as expressions
      from pg_statistic_ext_data join pg_statistic_ext x on x.oid = stxoid join pg_namespace n on n.oid = stxnamespace order by 1, 2, 3`);
  expect(original.length).toBe(9);
  expect(twin).toEqual(original);
});

test("nothing of the work is left on the twin", async () => {
  const [original, twin] = await both(`
    select (select count(*) from pg_cast) as casts, (select count(*) from pg_statistic_ext) as objects,
           (select count(*) from pg_class where relnamespace::regnamespace::text !~ '^pg_toast') as relations`);
  expect(twin).toEqual(original);
});

test("a second import replaces the first", async () => {
  const stripped = {
    ...statistics,
    columns: statistics.columns.map((column) => ({
      ...column,
      most_common_vals: null,
      most_common_freqs: null,
    })),
    extended: [],
  };
  await importStatistics(pair.on, stripped);
  const count = `select count(most_common_vals)::int as lists, (select count(*)::int from pg_statistic_ext_data) as objects
    from pg_stats where schemaname = 'public'`;
  expect(await pair.twin.runAsSuperuser(count)).toEqual([{ lists: 0, objects: 0 }]);
  expect(await importStatistics(pair.on, statistics)).toEqual([]);
  const [original, twin] = await both(count);
  expect(twin).toEqual(original);
});

test("what the twin lacks is named, and the rest is carried", async () => {
  await using poor = await pairOf(
    `create table places (id int, spot text, size int, city text);
     create statistics places_pairs on size, city from places;`,
    `insert into places select i, 'x' || i % 9, 1 + i % 7, 'c' || i % 7 from generate_series(1, 600) i; analyze places`,
  );
  await poor.twin.run(`alter table places drop column spot;
    create domain tiny as int check (value < 3); drop statistics places_pairs;
    alter table places alter size type tiny; create statistics places_pairs on size, city from places`);
  const { missing: lost } = await carry(poor);
  expect(lost.map(({ object }) => object)).toEqual([
    "statistics of column spot of public.places",
    "statistics of column size of public.places",
    "extended statistics public.places_pairs",
  ]);
  expect(lost[0]?.reason).toBe("It is not on the twin.");
  expect(lost[1]?.reason).toContain("tiny");
  expect(
    await poor.twin.run(
      "select attname from pg_stats where tablename = 'places' and most_common_vals is not null",
    ),
  ).toEqual([{ attname: "city" }]);
});

test("with the rows that the statistics are of, the planner estimates what the original's does", async () => {
  await using filled = await pairOf(schema, data);
  // GiST breaks ties by chance, so that the same rows take a page more or less
  for (const database of [filled.original, filled.twin])
    await database.run("drop index kinds_period");
  for (const statement of data
    .split(";")
    .filter((text) => /^\s*(?:insert|delete|refresh|vacuum)/.test(text)))
    await filled.twin.run(statement.replace("vacuum", "vacuum (analyze off)"));
  const queries = [
    "select from places where city = 'City 4' and country = 'c4'",
    `select from places where city = 'City 4' and "post Code" = '4-0'`,
    "select from places where price = 1.5 and made = '2024-03-21'",
    "select from places where mood is null and country = 'c1'",
    "select from places where lower(city) = 'city 4' and price * 2 > 3",
    "select from places where extract(month from made) = 3",
    `select city, "post Code" from places group by 1, 2`,
    "select lower(city), country from places group by 1, 2",
    "select from parts where region = 'north' and made = '2018-06-01'",
    "select region, made from parts group by 1, 2",
    "select upper(region) from parts group by 1",
    "select from parent where city = 'town 3'",
    "select from only parent where city = 'city 3' and id < 50",
    "select from kinds where words @> array['a, 3']",
    "select from kinds where period && daterange '[2024-02-01,2024-02-10)'",
    "select from kinds where periods @> 500",
    "select from kinds where search @@ 'w3'",
    "select from kinds where lower(hard) = 'a, b' and size > 3",
    "select from kinds where feeling > 'sad' and day < '2024-06-01'",
    "select from never where a = 3",
  ];
  const plans = (database: TestDatabase): Promise<unknown[]> =>
    Promise.all(queries.map((sql) => database.run(`explain (format json) ${sql}`)));
  const wanted = await plans(filled.original);
  expect(await plans(filled.twin)).not.toEqual(wanted);
  await carry(filled);
  expect(await plans(filled.twin)).toEqual(wanted);
});
