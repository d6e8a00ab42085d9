import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Deps } from "../../../../src/core/deps.ts";
import { findInstallation } from "../../../../src/embedded/installation.ts";
import { findSlowQueries } from "../../../../src/query/slow/find-slow-queries.ts";
import { slowRules } from "../../../../src/query/slow/findings/index.ts";
import type { Order } from "../../../../src/query/slow/order.ts";
import { type Cluster, startCluster, temporaryHome } from "../../../helpers/cluster.ts";
import { noNeon } from "../../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../session.ts";

const call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

const findingsOf = async ({ url }: TestDatabase, order: Order = "total") => {
  const deps: Deps = {
    access: "read",
    session: () => openSession(url),
    ...noNeon,
    shadow: () => Promise.reject(new Error("no shadow is needed")),
  };
  return (await findSlowQueries({ order }, deps, call)).findings;
};
type Findings = Awaited<ReturnType<typeof findingsOf>>;
const messageOf = (findings: Findings, rule: string): string | undefined =>
  findings.find((finding) => finding.rule === rule)?.message;

/** More orders of joining than rows: their plans take a second. */
const join = `select count(*) from tiny a ${"b c d e f g h"
  .split(" ")
  .map((name) => `join tiny ${name} using (id)`)
  .join(" ")}`;

const repeat = (count: number, sql: string): string => Array(count).fill(`${sql};`).join("\n");

test("every rule says what it is about", () => {
  expect(slowRules.map(({ id }) => id)).toEqual(slowRules.map(({ id }) => id).toSorted());
  for (const { title, condition, effect, workaround } of slowRules)
    for (const text of [title, condition, effect, workaround]) expect(text).toMatch(/^[A-Z]/);
});

describe("what the statistics show", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(`
      create table tiny (id int);
      create table facts as select i as id, repeat('x', 50) as note from generate_series(1, 20000) i;`);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  test.each([
    [
      "plans-long",
      `set pg_stat_statements.track_planning = on; ${repeat(120, join)}`,
      "set pg_stat_statements.track_planning = on; select sum(id) from facts",
      /^Planning takes .* ms per call, execution/,
    ],
    [
      "varies",
      `${repeat(60, "select pg_sleep(0)")} select pg_sleep(2)`,
      // of as few as count, one has to stand still for more than four seconds to look like it
      repeat(20, "select pg_sleep(0.1)"),
      /^Mean .* ms, deviation .* ms, slowest [2-9]\d{3} ms/,
    ],
    [
      "utility-time",
      repeat(60, "analyze facts"),
      "analyze facts",
      /^The command `analyze facts` takes \d+ % of all time: 60 calls/,
    ],
    [
      "lacks-workers",
      `set debug_parallel_query = on; set max_parallel_workers = 0; ${repeat(12, "select count(*) from facts")}`,
      `set debug_parallel_query = on; ${repeat(12, "select count(note) from facts")}`,
      /^Only 0 % of the parallel workers/,
    ],
  ])("%s", async (rule, bad, good, message) => {
    const reset =
      "select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)";
    await database.runAsSuperuser(
      `${reset}; grant set on parameter pg_stat_statements.track_planning to public`,
    );
    await database.run(good);
    expect(messageOf(await findingsOf(database), rule)).toBeUndefined();
    await database.runAsSuperuser(reset);
    await database.run(bad);
    expect(messageOf(await findingsOf(database), rule)).toMatch(message);
  });
});

describe("what the statistics do not show", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    const home = temporaryHome();
    const settings = { "pg_stat_statements.max": "100", track_io_timing: "off" };
    cluster = await startCluster(home, await findInstallation(home), settings);
  });
  afterAll(() => cluster.stop());

  test("statements of others, forgotten ones, and times of I/O", async () => {
    await using database = await testDatabase("create table t (id int)", cluster.url);
    const columns = Array.from({ length: 150 }, (_, at) => `select ${"1, ".repeat(at)}2 from t;`);
    await database.run(columns.join("\n"));
    const owner = new URL(database.url).username;
    await database.runAsSuperuser(
      `create role other; grant select on t to other; set role other; ${repeat(50, "select count(*) from t")}`,
    );
    const findings = (await findingsOf(database, "io")).filter(({ rule }) => rule === "not-seen");
    expect(findings.map(({ message }) => message).toSorted()).toEqual([
      expect.stringMatching(/^\d+ statements of other roles, .* are hidden/),
      expect.stringMatching(/^There were more statements than pg_stat_statements.max/),
      expect.stringMatching(/^track_io_timing is off/),
    ]);
    const grant = findings.find(({ fix }) => fix !== undefined)?.fix;
    expect(grant).toBe(`grant pg_read_all_stats to ${owner}`);
    await database.runAsSuperuser(grant ?? "");
    const left = await findingsOf(database);
    expect(left.filter(({ message }) => message.includes("hidden"))).toEqual([]);
    await database.runAsSuperuser("drop owned by other; drop role other");
  });
});
