import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../../src/core/session.ts";
import { readKeys } from "../../../../src/twin/statistics/keys.ts";
import { readStatistics } from "../../../../src/twin/statistics/read.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

let database: TestDatabase;
let session: Session;

beforeAll(async () => {
  database = await testDatabase(`
    create table plain (id int primary key, note text);
    create table other (id int primary key);
    create table guarded (id int);
    alter table guarded enable row level security, force row level security;
    create table parts (id int) partition by range (id);
    create table parts_1 partition of parts for values from (0) to (1000);
    insert into plain select i, 'n' || i % 5 from generate_series(1, 500) i;
    insert into other select generate_series(1, 500);
    alter table plain alter note set (n_distinct = 7);
    analyze`);
  await database.runAsSuperuser(`
    insert into guarded select generate_series(1, 500);
    create table foreign_to_owner (id int); insert into foreign_to_owner select generate_series(1, 100);
    analyze foreign_to_owner; analyze guarded`);
  session = await openSession(database.url);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const changedBy = async (sql: string): Promise<string[]> => {
  const before = new Map((await readKeys(session)).map(({ name, key }) => [name, key]));
  await database.run(sql);
  await database.run("select pg_stat_force_next_flush()");
  const after = await readKeys(session);
  return after.filter(({ name, key }) => before.get(name) !== key).map(({ name }) => name);
};

test.each([
  ["select 1", []],
  ["analyze plain", ["plain"]],
  ["insert into plain select i from generate_series(501, 5000) i", ["plain"]],
  ["vacuum other", ["other"]],
  ["create index on other (id)", ["other"]],
  ["analyze parts", ["parts", "parts_1"]],
  ["truncate other", ["other"]],
  ["create table fresh (id int)", ["fresh"]],
])("after %s the keys of %j are others", async (sql, tables) => {
  expect(await changedBy(sql)).toEqual(tables);
});

test("what Postgres does not show to the role is named", async () => {
  const { missing } = await readStatistics(session);
  expect(missing.map(({ object }) => object)).toEqual([
    "statistics of public.foreign_to_owner",
    "statistics of public.guarded",
  ]);
  expect(missing[0]?.reason).toContain("may not read");
  expect(missing[1]?.reason).toContain("Row security");
});

test("some tables come with their indexes, and without the rest", async () => {
  const some = await readStatistics(session, { only: [{ schema: "public", name: "plain" }] });
  expect(some.relations.map(({ name }) => name)).toEqual(["plain", "plain_pkey"]);
  expect(new Set(some.columns.map(({ relation }) => relation))).toEqual(new Set(["plain"]));
  const none = await readStatistics(session, { only: [] });
  expect([none.relations, none.columns, none.extended, none.missing]).toEqual([[], [], [], []]);
  expect(none.settings).toEqual(some.settings);
});

test("what the owner says of a column, and what an index is, are read", async () => {
  const { columns, relations } = await readStatistics(session);
  expect(columns.find(({ column }) => column === "note")).toMatchObject({
    override: 7,
    n_distinct: 7,
  });
  expect(relations.find(({ name }) => name === "plain_pkey")).toMatchObject({
    table: "plain",
    unique: true,
    keys: ["id"],
    method: "btree",
  });
  expect(relations.find(({ name }) => name === "parts_1")?.parent).toEqual(["public", "parts"]);
});

test("settings of the session's role are read, with the schemas that its path leads to", async () => {
  const [row] = await database.run("select current_user as role");
  await database.run(`create schema "My App"; alter role ${String(row?.["role"])} set work_mem = '9MB';
    alter role ${String(row?.["role"])} set enable_hashjoin = off;
    alter role ${String(row?.["role"])} set search_path = "My App", "$user", public`);
  await using fresh = await openSession(database.url);
  const { settings } = await readStatistics(fresh, { only: [] });
  const values = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({
    work_mem: "9MB",
    enable_hashjoin: "off",
    random_page_cost: "4",
    search_path: '"My App", public',
  });
  expect(values).not.toHaveProperty("default_statistics_target");
});

test("a table that somebody holds exclusively does not make the reading wait", async () => {
  await using holder = await openSession(database.url);
  await holder.transaction({ access: "read write", rollback: true }, async () => {
    await holder.query("lock table plain in access exclusive mode");
    const started = Date.now();
    const { relations } = await readStatistics(session);
    expect(Date.now() - started).toBeLessThan(4000);
    const plain = relations.find(({ name }) => name === "plain");
    expect(plain?.pages).toBe(plain?.relpages);
    expect((await readKeys(session)).length).toBeGreaterThan(3);
  });
});
