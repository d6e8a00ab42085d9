import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { areas } from "../../../../src/health/areas/index.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { readArea } from "../read-area.ts";

let database: TestDatabase;
let migration: pg.Client;
beforeAll(async () => {
  database = await testDatabase(
    `create table tasks (id serial primary key, body text);
     insert into tasks (body) select repeat(md5(i::text), 10) from generate_series(1, 60000) i;
     create table parts (id int, at date) partition by range (at);
     create table parts_1 partition of parts for values from ('2026-01-01') to ('2027-01-01')`,
  );
  await database.run("vacuum analyze tasks");
  await database.runAsSuperuser(
    "create extension pgstattuple; create publication everything for table tasks, parts",
  );
  await database.run("delete from tasks where id > 1000");
  await database.run("vacuum (truncate off) tasks");
  await database.run("analyze tasks");
  migration = new pg.Client({ connectionString: database.url });
  await migration.connect();
  await migration.query(
    "begin; lock table tasks, parts in access exclusive mode; alter sequence tasks_id_seq restart 7",
  );
});
afterAll(async () => {
  await migration.end();
  await database[Symbol.asyncDispose]();
});

const asked = areas.filter(({ isAskedFor }) => isAskedFor !== true);

test.each(asked)("$name does not wait for who has locked tables and sequences", async (area) => {
  for (const url of [database.url, database.superuserUrl])
    expect((await readArea(area, url)).summary).not.toBe("");
});

test("what is locked is estimated where it cannot be measured", async () => {
  const bloat = areas.find(({ name }) => name === "bloat");
  if (bloat === undefined) throw new Error("there is no such area");
  const { findings } = await readArea(bloat, database.superuserUrl);
  expect(findings).toMatchObject([{ object: "public.tasks", evidence: "estimated" }]);
});
