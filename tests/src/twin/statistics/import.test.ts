import { afterAll, beforeAll, expect, test } from "vitest";
import type { Missing } from "../../../../src/core/twin.ts";
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
