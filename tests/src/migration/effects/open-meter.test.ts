import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Session } from "../../../../src/core/session.ts";
import type { Effect, Meter, Place } from "../../../../src/migration/effects/effect.ts";
import { FailedStatement } from "../../../../src/migration/effects/failed-statement.ts";
import { openMeter } from "../../../../src/migration/effects/open-meter.ts";
import { createPool, type Pool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";

const { signal } = new AbortController();

describe("a meter", () => {
  let database: TestDatabase;
  let pool: Pool;
  let session: Session;
  let place: Place;
  let meter: Meter & AsyncDisposable;

  beforeAll(async () => {
    database = await testDatabase(`
      create table public.people (id int primary key, name text);
      create table public.pets (id int primary key, owner int);
      create table public."Odd one" (id int);
      create schema old; create table old.things (id int primary key);
      create table public.parts (id int primary key) partition by range (id);
      create table public.twice (id int); insert into twice values (1), (1)`);
    const address = addressFromUrl(database.url);
    pool = createPool({ deployment: "url", address: async () => address });
    session = await pool.open({ signal });
    place = { session, connect: () => pool.open({ signal }) };
    meter = openMeter(place, { signal });
  });

  afterAll(async () => {
    await meter[Symbol.asyncDispose]();
    await session[Symbol.asyncDispose]();
    await pool.close();
    await database[Symbol.asyncDispose]();
  });

  const lockList = (effects: readonly Effect[]): string[] =>
    effects.map(({ locks }) => locks.map(({ relation, mode }) => `${relation} ${mode}`).join());
  const exists = async (name: string): Promise<boolean> => {
    const [row] = await session.query<{ found: boolean }>(
      "select to_regclass($1) is not null as found",
      [name],
    );
    return row?.found === true;
  };
  const failure = async (work: Promise<unknown>): Promise<FailedStatement> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof FailedStatement) return error;
    throw new Error("it did not fail as it should", { cause: error });
  };

  test("says of each statement of a transaction what it locks, also when that was locked before", async () => {
    const effects = await meter.tryOut([
      "alter table people add a int",
      "alter table people add b int",
      "comment on table people is 'x'",
      "alter table pets add c int",
      "select 1",
    ]);
    expect(lockList(effects)).toEqual([
      "public.people ACCESS EXCLUSIVE",
      "public.people ACCESS EXCLUSIVE",
      "public.people SHARE UPDATE EXCLUSIVE",
      "public.pets ACCESS EXCLUSIVE",
      "",
    ]);
  });

  test("undoes what it tries, and keeps what it runs", async () => {
    await meter.tryOut(["create table tried (id int)"]);
    expect(await exists("tried")).toBe(false);
    await meter.run(["create table kept (id int)", "create index on kept (id)"]);
    expect(await exists("kept")).toBe(true);
  });

  test("lists what existed before the statement only", async () => {
    const [create, index, more] = await meter.tryOut([
      "create table fresh (id int primary key)",
      "create index fresh_i on fresh (id)",
      "alter table people add k int references fresh",
    ]);
    expect(create).toMatchObject({ locks: [], builds: [], scans: [] });
    expect(index).toMatchObject({ builds: ["public.fresh_i"], scans: ["public.fresh"] });
    expect(lockList([more as Effect])).toEqual([
      "public.fresh SHARE ROW EXCLUSIVE,public.people ACCESS EXCLUSIVE",
    ]);
  });

  test("names indexes that are new", async () => {
    const [unique] = await meter.tryOut([
      "alter table pets add constraint pets_owner unique (owner)",
    ]);
    expect(unique).toMatchObject({ builds: ["public.pets_owner"], scans: ["public.pets"] });
    const [concurrent] = await meter.run(["create index concurrently pets_i on pets (owner)"]);
    expect(concurrent).toMatchObject({
      locks: [{ relation: "public.pets", mode: "SHARE UPDATE EXCLUSIVE", blocks: "nothing" }],
      builds: ["public.pets_i"],
      scans: ["public.pets"],
      waits: true,
    });
  });

  test("quotes names as Postgres does", async () => {
    const effects = await meter.tryOut([`alter table "Odd one" add a int`]);
    expect(lockList(effects)).toEqual([`public."Odd one" ACCESS EXCLUSIVE`]);
  });

  test("follows the search path, savepoints and the names of schemas", async () => {
    const effects = await meter.tryOut([
      "set local search_path = old",
      "savepoint s",
      "drop table things",
      "rollback to s",
      "alter schema old rename to new",
      "comment on table new.things is 'x'",
    ]);
    expect(lockList(effects)).toEqual([
      "",
      "",
      "old.things ACCESS EXCLUSIVE,old.things_pkey ACCESS EXCLUSIVE",
      "",
      "",
      "new.things SHARE UPDATE EXCLUSIVE",
    ]);
  });

  test("leaves nothing of a transaction that fails, and says which statement it was", async () => {
    const error = await failure(
      meter.run(["create table gone (id int)", "select 1", "alter table nowhere add a int"]),
    );
    expect(error).toMatchObject({ code: "POSTGRES", sqlstate: "42P01", index: 2 });
    expect(error.message).toMatch(/^Statement 3 of 3: /);
    expect(await exists("gone")).toBe(false);
  });

  test("tells an error of COMMIT from one of a statement", async () => {
    const error = await failure(
      meter.run([
        "create table late (id int primary key deferrable initially deferred)",
        "insert into late values (1), (1)",
      ]),
    );
    expect(error).toMatchObject({ sqlstate: "23505", index: undefined });
    expect(error.message).toMatch(/^COMMIT: /);
  });

  test("leaves no invalid index of a statement that ran alone", async () => {
    const error = await failure(
      meter.run(["create unique index concurrently twice_i on twice (id)"]),
    );
    expect(error).toMatchObject({ sqlstate: "23505", index: 0 });
    expect(await exists("twice_i")).toBe(false);
  });

  test.each([
    [["begin"], "INVALID_INPUT", 0],
    [["select 1", "commit"], "INVALID_INPUT", 1],
    [["select 1; select 2"], "INVALID_INPUT", 0],
    [["select 1", "selec 1"], "INVALID_SQL", 1],
    [["select 1", "create index concurrently on pets (owner)"], "INVALID_INPUT", 1],
  ])("refuses %j", async (statements, code, index) => {
    expect(await failure(meter.run(statements))).toMatchObject({ code, index });
  });

  test("does not try what cannot be undone", async () => {
    const error = await failure(meter.tryOut(["vacuum pets"]));
    expect(error).toMatchObject({ code: "INVALID_INPUT", index: 0 });
  });

  test("refuses what the target's version does not have", async () => {
    const older = openMeter(place, { signal, postgres: 14 });
    const sql = "create unique index on pets (owner) nulls not distinct";
    expect(await failure(older.tryOut(["select 1", sql]))).toMatchObject({
      code: "UNSUPPORTED",
      message:
        "Statement 2 of 2: Postgres 14 has no NULLS NOT DISTINCT; that came with Postgres 15.",
      next: "Write the statement without it, or upgrade the target to Postgres 15 first.",
      index: 1,
    });
    expect(await older.tryOut(["select 1"])).toMatchObject([{ postgres: 14 }]);
    const key = "add foreign key (id) references";
    expect(
      await failure(older.tryOut([`alter table parts ${key} people not valid`])),
    ).toMatchObject({ code: "UNSUPPORTED" });
    await older.tryOut([`alter table twice ${key} parts not valid`]);
  });

  test("stops when its caller does", async () => {
    const caller = new AbortController();
    const own = await pool.open({ signal: caller.signal });
    const stopped = openMeter(
      { session: own, connect: () => pool.open({ signal }) },
      { signal: caller.signal },
    );
    const running = stopped.run(["create table slow (id int)", "select pg_sleep(20)"]);
    setTimeout(() => caller.abort(), 200);
    expect(await failure(running)).toMatchObject({ code: "CANCELLED" });
    await own[Symbol.asyncDispose]();
    expect(await exists("slow")).toBe(false);
  });
});
