import { afterAll, beforeAll, expect, test } from "vitest";
import { sequences } from "../../../../src/health/areas/sequences.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { value } from "../alert-value.ts";
import { readArea } from "../read-area.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(
    `create table orders (id serial primary key, big bigserial);
     create table "Odd" (id smallint generated always as identity);
     create sequence apart maxvalue 100;
     create sequence round maxvalue 10 cycle;
     create sequence unused maxvalue 2`,
  );
});
afterAll(() => database[Symbol.asyncDispose]());

const [used] = sequences.alerts.map(({ sql }) => sql);

test("numbers enough give no alarm, and a sequence that begins again has no end", async () => {
  await database.run("insert into orders select from generate_series(1, 100)");
  await database.run("select setval('round', 10)");
  const report = await readArea(sequences, database.url);
  expect(report).toMatchObject({ verdict: "ok", findings: [] });
  expect(report.figures).toMatchObject({ sequences: 2, running_out: 0 });
  expect(await value(database, used)).toBeLessThan(sequences.alerts[0]?.watch ?? 0);
});

test("the column decides where the sequence has more numbers than it", async () => {
  // the sequence alone would go on
  await database.run(
    "alter sequence orders_id_seq as bigint; select setval('orders_id_seq', 2000000000)",
  );
  const report = await readArea(sequences, database.url);
  expect(report.verdict).toBe("act");
  expect(report.findings).toMatchObject([
    { rule: "sequence-runs-out", object: "public.orders.id", level: "error" },
  ]);
  expect(report.findings[0]?.message).toContain("2,000,000,000 of 2,147,483,647 numbers, 93 %");
  expect(report.findings[0]?.message).toContain("plan_migration");
  expect(await value(database, used)).toBeGreaterThan(sequences.alerts[0]?.act ?? 1);
  // what it warns of
  await database.run("select setval('orders_id_seq', 2147483647)");
  await expect(database.run("insert into orders default values")).rejects.toThrow("out of range");
  await database.run("alter table orders alter id type bigint");
  expect(await readArea(sequences, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

test("identity columns, and sequences that no column owns", async () => {
  await database.run(`alter table "Odd" alter id restart 30000; insert into "Odd" default values`);
  await database.run("select setval('apart', 80)");
  const { findings, summary } = await readArea(sequences, database.url);
  expect(findings.map(({ object, level }) => [object, level])).toEqual([
    ['public."Odd".id', "error"],
    ["public.apart", "warning"],
  ]);
  expect(summary).toContain('`public."Odd".id` (smallint), has used 92 %');
});

test("what counts down ends at its smallest number", async () => {
  await database.run("create sequence down increment -1 minvalue -100; select setval('down', -95)");
  const { findings } = await readArea(sequences, database.url);
  expect(findings.map(({ object }) => object)).toContain("public.down");
});

test("a column that a free sequence fills, and one of a domain, end where they are full", async () => {
  await database.run(`
    create sequence numbers;
    create table free (id int primary key default nextval('numbers'));
    create domain small as smallint check (value > 0);
    create domain smaller as small;
    create table domains (id smaller primary key default nextval('numbers'), other smaller);
    create sequence apart_too owned by domains.other;
    select setval('numbers', 2147483647), setval('apart_too', 32767)`);
  // what it warns of
  await expect(database.run("insert into free default values")).rejects.toThrow("out of range");
  const full = database.run("insert into domains (other) values (nextval('apart_too'))");
  await expect(full).rejects.toThrow("out of range");
  // the smaller of the columns that take its numbers
  const found = async (): Promise<string[]> =>
    (await readArea(sequences, database.url)).findings
      .filter(({ object }) => /domains|free/.test(object))
      .map(({ object, message }) => `${object} ${message.replace(/ has used.*/, "")}`)
      .toSorted();
  expect(await found()).toEqual([
    "public.domains.id `public.domains.id` (smallint)",
    "public.domains.other `public.domains.other` (smallint)",
  ]);
  expect(await value(database, used)).toBeGreaterThan(1);
  await database.run("drop table domains; drop sequence round, down, apart");
  expect(await found()).toEqual(["public.free.id `public.free.id` (integer)"]);
  await database.run(`drop table "Odd"`);
  expect(await value(database, used)).toBeGreaterThanOrEqual(1);
  await database.run("alter table free alter id type bigint");
  expect(await found()).toEqual([]);
  expect(await value(database, used)).toBeLessThan(0.01);
});

test("of a partitioned table the table is named, and not each partition", async () => {
  await database.run(`
    create sequence parted; create table measures (id int default nextval('parted'), at date) partition by range (at);
    create table measures_1 partition of measures default; select setval('parted', 2000000000)`);
  const { findings } = await readArea(sequences, database.url);
  expect(findings.map(({ object }) => object)).toEqual(["public.measures.id"]);
});
