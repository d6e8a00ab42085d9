import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ToolError } from "../../../src/core/errors.ts";
import type { Twin } from "../../../src/core/twin.ts";
import { readPostmaster } from "../../../src/embedded/postmaster.ts";
import { findCluster } from "../../../src/embedded/cluster.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { anotherProcess, eventually, query, superuserOf } from "../embedded/fixture.ts";
import { diskOf, twinHome } from "./fixture.ts";

const home = twinHome();
const never = new AbortController().signal;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(`create table t (id int primary key, v text);
    insert into t select i, i from generate_series(1, 1000) i; create index on t (v); analyze`);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const databases = async (): Promise<string[]> => {
  const rows = await query(
    superuserOf(home.path),
    String.raw`select datname::text as name from pg_database where datname like 'shadow\_%' order by 1`,
  );
  return rows.map((row) => (row as { name: string }).name);
};
const nameOf = ({ session }: Twin): string => session.target.database;

test("a twin is kept when it is given back, and dropped when the process closes", async () => {
  const deps = home.deps(database.url);
  const twin = await deps.twin({ signal: never });
  const name = nameOf(twin);
  await twin[Symbol.asyncDispose]();
  expect(await databases()).toEqual([name]);
  await deps.close();
  expect(await databases()).toEqual([]);
});

test("a twin of a shadow is dropped when it is given back, and the shadow stays open", async () => {
  const deps = home.deps(database.url);
  const shadow = await deps.shadow(never);
  await shadow.session.query("create table made_here (id int primary key)");
  const [before] = await databases();
  const twin = await deps.twin({ of: shadow.session, signal: never });
  expect(twin.relations.map(({ name }) => name)).toEqual(["made_here"]);
  expect(await databases()).toHaveLength(2);
  await twin[Symbol.asyncDispose]();
  expect(await databases()).toEqual([before]);
  expect(await shadow.session.query("select count(*)::int as n from made_here")).toEqual([
    { n: 0 },
  ]);
  await deps.twin({ of: shadow.session, signal: never });
  await shadow[Symbol.asyncDispose]();
  await deps.close();
  expect(await databases()).toEqual([]);
});

test("closing drops a twin in use as well", async () => {
  const deps = home.deps(database.url);
  await deps.twin({ signal: never });
  await deps.close();
  expect(await databases()).toEqual([]);
});

test("an abort at any moment of making one leaves no database", async () => {
  const deps = home.deps(database.url);
  await (await deps.twin({ signal: never }))[Symbol.asyncDispose]();
  await deps.close();
  for (const delay of [0, 20, 50, 80, 120, 160, 200, 250, 300, 400, 600]) {
    const others = home.deps(database.url);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), delay);
    const outcome = await others.twin({ signal: controller.signal }).then(
      async (twin) => {
        await twin[Symbol.asyncDispose]();
        return "made";
      },
      (error: unknown) => (error instanceof ToolError ? error.code : error),
    );
    expect(["made", "CANCELLED"]).toContain(outcome);
    await others.close();
    expect(await databases(), `after ${delay} ms`).toEqual([]);
  }
});

test("an abort while it is used drops it, and the next caller gets another", async () => {
  const deps = home.deps(database.url);
  const controller = new AbortController();
  const twin = await deps.twin({ signal: controller.signal });
  const name = nameOf(twin);
  setTimeout(() => controller.abort(), 20);
  const statements = Array.from({ length: 5_000 }, () => "create index on t (v, id)");
  await expect(twin.createIndexes(statements)).rejects.toMatchObject({ code: "CANCELLED" });
  await twin[Symbol.asyncDispose]();
  expect(await databases()).toEqual([]);
  await using next = await deps.twin({ signal: never });
  expect(nameOf(next)).not.toBe(name);
});

test("what a killed process leaves is dropped with the next twin, files and all", async () => {
  const user = anotherProcess(home.path, database.url);
  const name = await user.ready;
  expect(await databases()).toContain(name);
  await user.kill();
  const deps = home.deps(database.url);
  await eventually(async () => {
    const twin = await deps.twin({ signal: never });
    await deps.shadow(never).then((shadow) => shadow[Symbol.asyncDispose]());
    await twin[Symbol.asyncDispose]();
    return !(await databases()).includes(name);
  });
  expect(diskOf(home.path)).toBeLessThan(2 ** 30);
});

test("when Postgres has ended, a kept twin is made again", async () => {
  const deps = home.deps(database.url);
  const first = await deps.twin({ signal: never });
  await first[Symbol.asyncDispose]();
  const data = findCluster({ path: home.path, account: undefined })?.data ?? "";
  process.kill(readPostmaster(data)?.pid ?? 0, "SIGINT");
  await eventually(() => readPostmaster(data) === undefined);
  await sleep(50);
  await using second = await deps.twin({ signal: never });
  expect(nameOf(second)).not.toBe(nameOf(first));
  await deps.close();
});
