import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import type { Cluster } from "../../../helpers/cluster.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { ownCluster } from "../../health/cluster.ts";
import { SETUP, SUPERUSER_SETUP, changeBy, changes, readBy } from "./changes.ts";

/** A server where nobody writes but the test. */
let cluster: Cluster & AsyncDisposable;
beforeAll(async () => {
  cluster = await ownCluster();
});
afterAll(() => cluster[Symbol.asyncDispose]());

/** One connection to a database of one's own, and how often each of the guard's statements was used on it. */
async function scene() {
  const database = await testDatabase(SETUP, cluster.url);
  await database.runAsSuperuser(SUPERUSER_SETUP);
  const pool = createPool({
    deployment: "url",
    address: async () => ({ ...addressFromUrl(database.url), ssl: "disable" }),
    max: 1,
  });
  const { signal } = new AbortController();
  const own = async (sql: string): Promise<unknown[]> => {
    await using session = await pool.open({ signal });
    return await session.query(sql);
  };
  return {
    database,
    own,
    async read(sql: string): Promise<unknown> {
      await using session = await pool.open({ signal });
      return await readBy(session, sql);
    },
    used: () =>
      own(
        `select name = 'neon_dba_at_rest' as brief, (generic_plans + custom_plans)::int as times
         from pg_prepared_statements order by 1`,
      ),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

const good = "select good(1)";

/** Reads after which a connection counts on nobody's writing: one that looks, one that checks, and those that met the same state. */
const QUIET = 22;

test("what a name means is looked up for a while, then only whether anything was written", async () => {
  await using on = await scene();
  for (let time = 0; time < QUIET + 3; time++) expect(await on.read(good)).toEqual([[["one"]]]);
  expect(await on.used()).toEqual([
    { brief: false, times: QUIET - 1 },
    { brief: true, times: 3 },
  ]);
});

test("where something is written between any two reads, it is looked up each time", async () => {
  await using on = await scene();
  for (let time = 0; time < 6; time++) {
    expect(await on.read(good)).toEqual([[["one"]]]);
    await on.database.run("create table written (); drop table written");
  }
  expect(await on.used()).toEqual([{ brief: false, times: 5 }]);
});

describe("after two reads with nothing written in between", () => {
  test.each(changes)("%s is changed", async (_, sql, changed) => {
    await using on = await scene();
    for (let time = 0; time < 4; time++) await on.read(sql);
    expect(await on.used()).toEqual([{ brief: false, times: 3 }]);
    await changeBy(on.database, changed);
    await expect(on.read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
  });
});

describe("after a quiet time", () => {
  test.each(changes)("%s is changed", async (_, sql, changed) => {
    await using on = await scene();
    for (let time = 0; time < QUIET + 1; time++) await on.read(sql);
    expect(await on.used()).toMatchObject([{ brief: false }, { brief: true, times: 1 }]);
    await changeBy(on.database, changed);
    await expect(on.read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(on.read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
  });

  test("a change that leaves it harmless is read anew", async () => {
    await using on = await scene();
    for (let time = 0; time < QUIET + 1; time++) await on.read(good);
    await on.database.run(
      "create or replace function good(n int) returns text language sql stable as $$ select 'other' $$",
    );
    for (let time = 0; time < 4; time++) expect(await on.read(good)).toEqual([[["other"]]]);
  });

  test("the search path is changed by the server's configuration, which is no transaction", async () => {
    await using on = await scene();
    await on.database.run(
      "create schema trap; create function trap.good(int) returns text language sql stable as 'select public.evil()::text'",
    );
    for (let time = 0; time < QUIET + 1; time++) await on.read(good);
    await on.database.runAsSuperuser("alter system set search_path = trap, public");
    await on.database.runAsSuperuser("select pg_reload_conf()");
    await expect
      .poll(() => on.own("select current_setting('search_path') as path"))
      .toEqual([{ path: "trap, public" }]);
    await expect(on.read(good)).rejects.toMatchObject({ code: "READ_ONLY" });
    await on.database.runAsSuperuser("alter system reset search_path");
    await on.database.runAsSuperuser("select pg_reload_conf()");
  });
});
