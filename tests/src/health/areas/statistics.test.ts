import { afterAll, beforeAll, expect, test } from "vitest";
import { statistics } from "../../../../src/health/areas/statistics.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { ownCluster } from "../cluster.ts";
import { readArea, rules } from "../read-area.ts";

let cluster: Awaited<ReturnType<typeof ownCluster>>;
let database: TestDatabase;
beforeAll(async () => {
  cluster = await ownCluster({ "pg_stat_statements.max": "100", track_io_timing: "off" });
  database = await testDatabase("", cluster.url);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

test("young counters are no alarm, and nobody is to believe them", async () => {
  const report = await readArea(statistics, database.url);
  expect(report.verdict).toBe("ok");
  expect(rules(report)).toEqual(["counters-young", "reads-not-timed"]);
  expect(report.figures["counters_hours"]).toBeLessThan(1);
  expect(report.summary).toContain("Too young to call an index or a table unused.");
});

test("counters that somebody has set back are as old as that", async () => {
  const before = (await readArea(statistics, database.url)).figures["counters_since"];
  // those of a new server may have begun in this very second
  await database.runAsSuperuser("select pg_sleep(1.1); select pg_stat_reset()");
  const after = (await readArea(statistics, database.url)).figures["counters_since"];
  expect(String(after) > String(before)).toBe(true);
});

test("statements that were forgotten, because there are too many different ones", async () => {
  const different = Array.from({ length: 1_500 }, (_, at) => `listen channel_${at}`).join(";");
  await database.run(different);
  const report = await readArea(statistics, database.url);
  expect(report.verdict).toBe("watch");
  expect(rules(report)[0]).toBe("statements-forgotten");
  await database.runAsSuperuser("select pg_stat_statements_reset()");
  expect((await readArea(statistics, database.url)).verdict).toBe("ok");
});
