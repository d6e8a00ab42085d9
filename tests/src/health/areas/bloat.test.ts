import { afterAll, beforeAll, expect, test } from "vitest";
import type { AreaReport } from "../../../../src/health/area.ts";
import { bloat } from "../../../../src/health/areas/bloat.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { readArea } from "../read-area.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(
    `create table holes (id int, body text);
     insert into holes select i, repeat('x', 900) from generate_series(1, 30000) i;
     create index holes_id on holes (id);
     create table full_up (id int, body text);
     insert into full_up select i, repeat('x', 900) from generate_series(1, 25000) i;
     create index full_up_id on full_up (id);
     create table small (id int, body text);
     insert into small select i, repeat('x', 200) from generate_series(1, 5000) i;
     create table half (id int, body text) with (fillfactor = 40);
     insert into half select i, repeat('x', 400) from generate_series(1, 25000) i`,
  );
  for (const table of ["holes", "full_up", "small", "half"])
    await database.run(`vacuum analyze ${table}`);
});
afterAll(() => database[Symbol.asyncDispose]());

const objects = ({ findings }: AreaReport): unknown[] =>
  findings.map(({ object, evidence }) => [object, evidence]);

test("full pages, and those that a fillfactor leaves half empty, give no alarm", async () => {
  const report = await readArea(bloat, database.url);
  expect(report).toMatchObject({ verdict: "ok", findings: [] });
  // small ones are not looked at
  expect(report.figures).toMatchObject({ looked_at: 3, unknown: 0 });
});

test("what deletes left empty is estimated, then measured, and the fixes give it back", async () => {
  await database.run("delete from holes where id % 10 <> 0; delete from small where id > 10");
  await database.run("vacuum analyze holes");
  await database.run("vacuum analyze small");
  const estimated = await readArea(bloat, database.url);
  expect(estimated.verdict).toBe("watch");
  expect(objects(estimated)).toEqual([["public.holes", "estimated"]]);
  await database.runAsSuperuser("create schema tools; create extension pgstattuple schema tools");
  // this role may not call it
  expect(objects(await readArea(bloat, database.url))).toEqual(objects(estimated));
  const measured = await readArea(bloat, database.superuserUrl);
  expect(objects(measured)).toEqual([["public.holes", "measured"]]);
  const [a, b] = [estimated, measured].map(({ figures }) => Number(figures["wasted_bytes"]));
  expect((a ?? 0) / (b ?? 1)).toBeGreaterThan(0.8);
  expect((a ?? 0) / (b ?? 1)).toBeLessThan(1.25);
  for (const { fix = "" } of measured.findings) await database.run(fix);
  await database.run("vacuum analyze holes");
  expect(await readArea(bloat, database.superuserUrl)).toMatchObject({ verdict: "ok" });
});

test("an index that a queue has left behind", async () => {
  await database.run(
    `create table queue (id bigint, key text) with (fillfactor = 100);
     insert into queue select i, repeat(md5(i::text), 8) from generate_series(1, 80000) i;
     create index queue_key on queue (key);
     delete from queue where id % 20 <> 0`,
  );
  await database.run("vacuum analyze queue");
  const estimated = await readArea(bloat, database.url);
  expect(objects(estimated)).toContainEqual(["public.queue_key", "estimated"]);
  const measured = await readArea(bloat, database.superuserUrl);
  expect(objects(measured)).toContainEqual(["public.queue_key", "measured"]);
  for (const { fix = "" } of measured.findings) await database.run(fix);
  expect(objects(await readArea(bloat, database.superuserUrl))).toEqual([]);
});
