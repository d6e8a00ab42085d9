import { afterAll, beforeAll, expect, test } from "vitest";
import type { Missing } from "../../../../src/core/twin.ts";
import { importStatistics } from "../../../../src/twin/statistics/import.ts";
import type { Statistics } from "../../../../src/twin/statistics/types.ts";
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
