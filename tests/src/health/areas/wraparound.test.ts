import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AreaReport } from "../../../../src/health/area.ts";
import { wraparound } from "../../../../src/health/areas/wraparound.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { value } from "../alert-value.ts";
import { ownCluster } from "../cluster.ts";
import { readArea, rules } from "../read-area.ts";

/** The least that Postgres allows. */
const FREEZE_AGE = 100_000;

let cluster: Awaited<ReturnType<typeof ownCluster>>;
let database: TestDatabase;
beforeAll(async () => {
  cluster = await ownCluster({ autovacuum_freeze_max_age: String(FREEZE_AGE) });
  database = await testDatabase(
    "create table old (id int); insert into old values (1)",
    cluster.url,
  );
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

const [transactions, multixacts] = wraparound.alerts.map(({ sql }) => sql);

test("a young server gives no alarm", async () => {
  const report = await readArea(wraparound, database.url);
  expect(report).toMatchObject({ verdict: "ok", findings: [] });
  expect(await value(database, transactions)).toBeLessThan(FREEZE_AGE);
  expect(await value(database, multixacts)).toBe(0);
});

test("numbers are used up while a session holds VACUUM back", async () => {
  const holder = new pg.Client({ connectionString: database.url, application_name: "forgotten" });
  await holder.connect();
  await holder.query("begin isolation level repeatable read; select from old");
  await database.run(
    "do $$ begin for i in 1..220000 loop perform pg_current_xact_id(); commit; end loop; end $$",
  );
  const report: AreaReport = await readArea(wraparound, database.url);
  await holder.end();
  expect(report.verdict).toBe("watch");
  expect(report.figures["oldest_transactions"]).toBeGreaterThan(2 * FREEZE_AGE);
  // all databases of a server count, its templates too
  expect(new Set(rules(report))).toEqual(new Set(["database-not-frozen"]));
  expect(report.findings.map(({ object }) => object)).toEqual(
    expect.arrayContaining(["postgres", "template1", database.name]),
  );
  expect(report.findings.find(({ object }) => object === database.name)?.message).toMatch(
    /session \d+ \(application `forgotten`, idle in transaction\) holds it back, 2[12]\d,\d{3} transactions old/,
  );
  for (const name of ["postgres", "template1", database.name]) await vacuumed(name);
  expect(await readArea(wraparound, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

/** Two thousand million transactions take a day: the row of pg_class says so instead, and all of Postgres believes it. */
const aged = (transactions: number): string => `
  update pg_class set relfrozenxid = (((pg_snapshot_xmax(pg_current_snapshot())::text::numeric + 4294967296 - ${transactions}) % 4294967296)::text)::xid
   where oid = 'old'::regclass;
  update pg_database set datfrozenxid = (select relfrozenxid from pg_class where oid = 'old'::regclass) where datname = current_database()`;

test("a single table that is far too old is to be vacuumed now, without its indexes", async () => {
  await database.runAsSuperuser(aged(1_600_000_000));
  const report = await readArea(wraparound, database.url);
  expect(report.verdict).toBe("act");
  expect(report.findings).toMatchObject([{ rule: "table-not-frozen", object: "public.old" }]);
  expect(await value(database, transactions)).toBeGreaterThan(
    wraparound.alerts[0]?.act ?? Infinity,
  );
  await database.run(report.findings[0]?.fix ?? "");
  expect(await readArea(wraparound, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

test("the same of multixacts, which sessions use up that lock the same rows", async () => {
  await database.runAsSuperuser(
    `update pg_class set relminmxid = (((select next_multixact_id::text::numeric from pg_control_checkpoint()) + 4294967296 - 1300000000) % 4294967296)::text::xid
      where oid = 'old'::regclass;
     update pg_database set datminmxid = (select relminmxid from pg_class where oid = 'old'::regclass) where datname = current_database()`,
  );
  const report = await readArea(wraparound, database.url);
  expect(report.verdict).toBe("act");
  expect(report.findings).toMatchObject([{ rule: "table-not-frozen", object: "public.old" }]);
  expect(report.findings[0]?.message).toMatch(/1,300,000,\d{3} multixacts/);
  expect(await value(database, multixacts)).toBeGreaterThan(wraparound.alerts[1]?.act ?? Infinity);
  await database.run(report.findings[0]?.fix ?? "");
  expect(await readArea(wraparound, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});

async function vacuumed(name: string): Promise<void> {
  const url = new URL(cluster.url);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query("vacuum (freeze)");
  await client.end();
}
