import { afterAll, expect, test } from "vitest";
import type { ToolError } from "../../../src/core/errors.ts";
import {
  anotherProcess,
  eventually,
  postmasters,
  query,
  superuserOf,
  temporaryHome,
} from "./fixture.ts";

const home = temporaryHome();
const embedded = home.open();
afterAll(() => home[Symbol.asyncDispose]());

const never = new AbortController().signal;
const leftovers = async (): Promise<unknown[]> =>
  query(
    superuserOf(home.path),
    String.raw`select datname::text as name from pg_database where datname like 'shadow\_%'
     union all select rolname from pg_roles where rolname !~ '^pg_' and rolname not in ('cloud_admin', 'shadow_owner')`,
  );

test("a shadow is an empty database whose owner is no superuser, and disposing of it drops it and its roles", async () => {
  {
    await using shadow = await embedded.createShadow(never);
    const [row] = await query(
      shadow.address,
      "create table t (id int)",
      "create extension pg_trgm",
      "create role shadow_app nologin",
      "create role shadow_admin createrole",
      "grant shadow_admin to current_user",
      "set role shadow_admin; create role made_by_admin; reset role",
      "grant select on t to shadow_app, made_by_admin",
      `select current_database() = current_user as own, rolsuper, rolbypassrls, rolcreatedb, current_setting('fsync') as fsync,
         (select count(*)::int from pg_extension where extname = 'pg_stat_statements') as statements
       from pg_roles where rolname = current_user`,
    );
    expect(row).toEqual({
      own: true,
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      fsync: "off",
      statements: 1,
    });
    expect(await leftovers()).toHaveLength(5);
  }
  expect(await leftovers()).toEqual([]);
});

test("a role that two shadows use outlives the first of them, and nothing outlives both", async () => {
  const other = await embedded.createShadow(never);
  {
    await using first = await embedded.createShadow(never);
    await query(
      first.address,
      "create role reader_of_both nologin",
      "create table t (id int)",
      "grant select on t to reader_of_both",
    );
    await query(other.address, "create table t (id int)", "grant select on t to reader_of_both");
  }
  expect(JSON.stringify(await leftovers())).toContain("reader_of_both");
  await other[Symbol.asyncDispose]();
  await (await embedded.createShadow(never))[Symbol.asyncDispose]();
  expect(await leftovers()).toEqual([]);
});

test("a warm shadow starts no Postgres: the one that runs has them all", async () => {
  await (await embedded.createShadow(never))[Symbol.asyncDispose]();
  const running = postmasters(home.path);
  expect(running).toHaveLength(1);
  for (let at = 0; at < 5; at += 1) {
    await using _ = await embedded.createShadow(never);
    expect(postmasters(home.path)).toEqual(running);
  }
});

test("one shadow cannot enter another, its template, or our own database", async () => {
  await using one = await embedded.createShadow(never);
  await using other = await embedded.createShadow(never);
  for (const database of [other.address.database, "template1", "postgres"])
    await expect(query({ ...one.address, database }, "select 1")).rejects.toThrow(
      /permission denied for database/,
    );
});

test("an abort at any moment leaves nothing", async () => {
  await using _ = await embedded.createShadow(never);
  const before = await leftovers();
  for (const delay of [0, 2, 5, 10, 15, 20, 30, 40, 60]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), delay);
    const outcome = await embedded.createShadow(controller.signal).then(
      async (shadow) => {
        await shadow[Symbol.asyncDispose]();
        return "made";
      },
      (error: ToolError) => error.code,
    );
    expect(["made", "CANCELLED"]).toContain(outcome);
  }
  expect(await leftovers()).toEqual(before);
});

test("what a killed process leaves is dropped by the next one who creates a shadow", async () => {
  const process = anotherProcess(home.path);
  const name = await process.ready;
  expect(await leftovers()).toContainEqual({ name });
  {
    // it is in use: nobody sweeps it
    await using _ = await embedded.createShadow(never);
    expect(await leftovers()).toContainEqual({ name });
  }
  await process.kill();
  await eventually(async () => {
    await using _ = await embedded.createShadow(never);
    return !JSON.stringify(await leftovers()).includes(name);
  });
  expect(await leftovers()).toEqual([]);
});

test("many at the same time, from two processes, do not disturb each other", async () => {
  const other = home.open();
  const shadows = await Promise.all(
    Array.from({ length: 8 }, (_, at) => (at % 2 ? embedded : other).createShadow(never)),
  );
  expect(new Set(shadows.map(({ address }) => address.database)).size).toBe(8);
  await Promise.all(shadows.map((shadow) => query(shadow.address, "create table t (id int)")));
  await Promise.all(shadows.map((shadow) => shadow[Symbol.asyncDispose]()));
  expect(await leftovers()).toEqual([]);
});
