import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { areas } from "../../src/health/areas/index.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { value } from "../src/health/alert-value.ts";
import { readArea } from "../src/health/read-area.ts";

const asked = areas.filter(({ isAskedFor }) => isAskedFor !== true);
const schema = `
  create table tasks (id serial primary key, state text, at timestamptz default now());
  insert into tasks (state) select 'open' from generate_series(1, 2000);
  create index on tasks (state);
  create table parts (id int, at date) partition by range (at);
  create table parts_1 partition of parts for values from ('2026-01-01') to ('2027-01-01')`;

describe.each(majors)("Postgres %i", (major) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(schema, await cluster(major));
    await database.run("vacuum analyze tasks");
    await database.runAsSuperuser("create extension pgstattuple");
  });
  afterAll(() => database[Symbol.asyncDispose]());

  test.each(asked)("$name is read by the owner and by a superuser", async (area) => {
    for (const url of [database.url, database.superuserUrl]) {
      const report = await readArea(area, url);
      expect(report.summary).not.toMatch(/undefined|NaN/);
      // the clusters of tests run without autovacuum
      const rules = report.findings.filter(({ rule }) => rule !== "autovacuum-off");
      expect(rules.filter(({ level }) => level === "error")).toEqual([]);
    }
  });

  test("every alert has a number", async () => {
    for (const { name, alerts } of areas)
      for (const { sql } of alerts)
        expect([name, Number.isFinite(await value(database, sql))]).toEqual([name, true]);
  });
});
