import { afterAll, beforeAll, expect, test } from "vitest";
import { extensions } from "../../../../src/health/areas/extensions.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { ownCluster } from "../cluster.ts";
import { readArea, rules } from "../read-area.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

test("extensions as new as the server give no alarm", async () => {
  expect(await readArea(extensions, database.url)).toMatchObject({
    verdict: "ok",
    figures: { extensions: 2, outdated: 0 },
    findings: [],
  });
});

test("one that was left behind by an upgrade, and what updates it", async () => {
  await database.runAsSuperuser(
    "create schema ext; create extension pg_trgm schema ext version '1.3'",
  );
  const report = await readArea(extensions, database.url);
  expect(report).toMatchObject({ verdict: "watch", findings: [{ object: "pg_trgm" }] });
  expect(report.findings[0]?.message).toContain("Its owner `cloud_admin` has to do it.");
  await database.runAsSuperuser(report.findings[0]?.fix ?? "");
  expect(await readArea(extensions, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

test("statements that nobody counts", async () => {
  await database.runAsSuperuser("drop extension pg_stat_statements");
  const report = await readArea(extensions, database.url);
  expect(report.verdict).toBe("ok");
  expect(rules(report)).toEqual(["statements-not-counted"]);
});

test("an extension whose library is not loaded", async () => {
  await using cluster = await ownCluster({ shared_preload_libraries: "" });
  await using other = await testDatabase("", cluster.url);
  const report = await readArea(extensions, other.url);
  expect(report.verdict).toBe("watch");
  expect(rules(report)).toEqual(["statements-not-loaded"]);
  await expect(other.runAsSuperuser("select * from pg_stat_statements")).rejects.toThrow(
    "shared_preload_libraries",
  );
});
