import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { vacuum } from "../../../../src/health/areas/vacuum.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { value } from "../alert-value.ts";
import { ownCluster } from "../cluster.ts";
import { readArea, rules } from "../read-area.ts";

let cluster: Awaited<ReturnType<typeof ownCluster>>;
let database: TestDatabase;
beforeAll(async () => {
  cluster = await ownCluster({ max_prepared_transactions: "5" });
  database = await testDatabase(
    `create table jobs (id int primary key, state text);
     insert into jobs select i, 'new' from generate_series(1, 50000) i;
     create table events (id int);
     create table log (id int) with (autovacuum_vacuum_scale_factor = 3);
     insert into log select generate_series(1, 20000)`,
    cluster.url,
  );
  await database.run("vacuum analyze jobs");
  await database.run("vacuum analyze log");
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

const [overdue, xmin] = vacuum.alerts.map(({ sql }) => sql);

test("tables that were vacuumed give no alarm", async () => {
  const report = await readArea(vacuum, database.url);
  expect(report).toMatchObject({ verdict: "ok", findings: [] });
  expect(report.figures).toMatchObject({ dead_rows: 0, tables_overdue: 0, oldest_xmin_age: 0 });
  expect(await value(database, overdue)).toBe(0);
});

test("dead rows over the threshold, and autovacuum switched off for the table that has them", async () => {
  await database.run(
    "alter table jobs set (autovacuum_enabled = off); update jobs set state = 'old'",
  );
  await database.run("update log set id = id");
  await database.run("analyze log");
  const report = await readArea(vacuum, database.url);
  expect(report.verdict).toBe("watch");
  expect(rules(report)).toEqual(["autovacuum-off-for-table", "vacuum-overdue"]);
  expect(report.findings[1]?.message).toContain("Autovacuum is off for this table.");
  // by its own setting the log may have three times as many dead rows as live ones
  expect(report.findings.map(({ object }) => object)).not.toContain("public.log");
  expect(await value(database, overdue)).toBeGreaterThan(vacuum.alerts[0]?.watch ?? Infinity);
  for (const { fix = "" } of report.findings) await database.run(fix);
  expect(await readArea(vacuum, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

test("rows that have just died are autovacuum's, which has not had its turn", async () => {
  await database.run("vacuum jobs");
  await database.run("update jobs set state = 'young'");
  await database.run("analyze jobs");
  expect(await readArea(vacuum, database.url)).toMatchObject({
    verdict: "ok",
    figures: { tables_overdue: 1 },
    findings: [],
  });
  // when its turn is over
  const late = await readArea(vacuum, database.url, 0);
  expect(late).toMatchObject({ verdict: "watch", findings: [{ rule: "vacuum-overdue" }] });
  expect(late.findings[0]?.message).toContain("autovacuum should have come");
  await database.run("vacuum analyze jobs");
});

test("a session that holds VACUUM back is named with its application, and its end lets VACUUM work", async () => {
  const holder = new pg.Client({ connectionString: database.url, application_name: "report" });
  // the fix ends it
  holder.on("error", () => {});
  await holder.connect();
  await holder.query("begin isolation level repeatable read; select from jobs");
  await database.run("update jobs set state = 'held'");
  await database.run("vacuum jobs");
  const report = await readArea(vacuum, database.url);
  expect(rules(report)).toEqual(["vacuum-held-back"]);
  expect(report.findings[0]?.message).toMatch(
    /session \d+ \(application `report`, idle in transaction\)/,
  );
  expect(await value(database, xmin)).toBeGreaterThan(0);
  for (const statement of report.findings[0]?.fix?.split("\n") ?? []) await database.run(statement);
  expect(await readArea(vacuum, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

test("a prepared transaction that nobody ended holds VACUUM back", async () => {
  await database.run("begin; insert into events values (1); prepare transaction 'it''s lost'");
  await database.run("update jobs set state = 'again'");
  await database.run("vacuum jobs");
  const report = await readArea(vacuum, database.url);
  expect(rules(report)).toEqual(["vacuum-held-back"]);
  expect(report.findings[0]?.fix).toContain("ROLLBACK PREPARED 'it''s lost';");
  for (const statement of report.findings[0]?.fix?.split("\n") ?? []) await database.run(statement);
  expect(await readArea(vacuum, database.url)).toMatchObject({ verdict: "ok" });
});

test("a table that ANALYZE has never seen, and one that was rewritten since", async () => {
  await database.run("insert into events select generate_series(1, 5000)");
  await database.run("update jobs set state = md5(id::text)");
  await database.run("vacuum jobs");
  const report = await readArea(vacuum, database.url);
  expect(rules(report).toSorted()).toEqual(["table-never-analyzed", "table-statistics-stale"]);
  for (const { fix = "" } of report.findings) await database.run(fix);
  expect(await readArea(vacuum, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

test("autovacuum that is off for the whole server, as on that of the other tests", async () => {
  await using other = await testDatabase();
  const report = await readArea(vacuum, other.url);
  expect(report.verdict).toBe("act");
  expect(rules(report)).toEqual(["autovacuum-off"]);
});
