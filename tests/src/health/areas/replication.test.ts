import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AreaReport } from "../../../../src/health/area.ts";
import { replication } from "../../../../src/health/areas/replication.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { value } from "../alert-value.ts";
import { ownCluster } from "../cluster.ts";
import { readArea, rules } from "../read-area.ts";
import { standbyOf } from "../standby.ts";

let cluster: Awaited<ReturnType<typeof ownCluster>>;
let publisher: TestDatabase;
let subscriber: TestDatabase;
beforeAll(async () => {
  cluster = await ownCluster({ wal_level: "logical", wal_retrieve_retry_interval: "100ms" });
  publisher = await testDatabase(
    "create table orders (id int primary key, note text)",
    cluster.url,
  );
  subscriber = await testDatabase(
    "create table orders (id int primary key, note text)",
    cluster.url,
  );
});
afterAll(async () => {
  for (const database of [subscriber, publisher]) await database[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

const [held, lost, , unworked] = replication.alerts.map(({ sql }) => sql);
const read = (database: TestDatabase): Promise<AreaReport> =>
  readArea(replication, database.superuserUrl);

async function until(database: TestDatabase, rule: string | undefined): Promise<AreaReport> {
  for (let waited = 0; ; waited += 100) {
    const report = await read(database);
    if (rules(report)[0] === rule || waited > 60_000) return report;
    await sleep(100);
  }
}

/** Each switch begins a file of 16 MB. */
const writeFiles = async (files: number): Promise<void> => {
  for (let file = 0; file < files; file++)
    await publisher.runAsSuperuser(
      "select pg_logical_emit_message(false, 'fill', 'x'), pg_switch_wal()",
    );
};

test("where nothing is replicated there is nothing to say", async () => {
  expect(await read(publisher)).toMatchObject({
    verdict: "ok",
    summary: "Nothing is replicated.",
    findings: [],
  });
  for (const { sql } of replication.alerts) expect(await value(publisher, sql)).toBe(0);
});

test("a subscriber that works gives no alarm; a row that it cannot apply does", async () => {
  await publisher.runAsSuperuser("create publication shop for table orders");
  await publisher.runAsSuperuser("select pg_create_logical_replication_slot('shop', 'pgoutput')");
  const connection = publisher.superuserUrl.replaceAll("'", "''");
  await subscriber.runAsSuperuser(
    `create subscription shop connection '${connection}' publication shop with (create_slot = false, copy_data = false)`,
  );
  await publisher.run("insert into orders values (1, 'first')");
  const arrived = async (): Promise<boolean> =>
    (await subscriber.run("select from orders")).length > 0;
  for (let waited = 0; !(await arrived()) && waited < 60_000; waited += 50) await sleep(50);
  expect(await read(subscriber)).toMatchObject({ verdict: "ok", findings: [] });
  expect(await read(publisher)).toMatchObject({ verdict: "ok", findings: [] });
  await subscriber.run("insert into orders values (2, 'in the way')");
  await publisher.run("insert into orders values (2, 'second')");
  const report = await until(subscriber, "subscription-fails");
  expect(rules(report)).toEqual(["subscription-fails"]);
  expect(report.figures["subscription_errors"]).toBeGreaterThan(0);
  await subscriber.run("delete from orders where id = 2");
});

test("a subscription that is disabled leaves a slot that keeps WAL for nobody", async () => {
  await subscriber.runAsSuperuser("alter subscription shop disable");
  expect(rules(await read(subscriber))).toEqual(["subscription-disabled"]);
  expect(await value(subscriber, unworked)).toBe(0);
  await writeFiles(8);
  const report = await until(publisher, "slot-inactive");
  expect(report).toMatchObject({ verdict: "watch", findings: [{ object: "shop" }] });
  expect(report.findings[0]?.message).toContain("until the disk is full");
  expect(await value(publisher, held)).toBeGreaterThan(replication.alerts[0]?.watch ?? Infinity);
});

test("a slot is lost when there is a limit and it is reached", async () => {
  await publisher.runAsSuperuser("alter system set max_slot_wal_keep_size = '160MB'");
  await publisher.runAsSuperuser("select pg_reload_conf()");
  expect(rules(await until(publisher, "slot-about-to-be-lost"))).toEqual(["slot-about-to-be-lost"]);
  await writeFiles(6);
  await publisher.runAsSuperuser("checkpoint");
  const report = await until(publisher, "slot-lost");
  expect(report).toMatchObject({
    verdict: "act",
    findings: [{ rule: "slot-lost", object: "shop" }],
  });
  expect(await value(publisher, lost)).toBe(1);
  await subscriber.runAsSuperuser("alter subscription shop set (slot_name = none)");
  await subscriber.runAsSuperuser("drop subscription shop");
  await publisher.runAsSuperuser(report.findings[0]?.fix ?? "");
  expect(await read(publisher)).toMatchObject({ verdict: "ok", findings: [] });
});

test("a published table of which no row can be updated, as Postgres says", async () => {
  await publisher.run("create table notes (body text); insert into notes values ('a')");
  await publisher.runAsSuperuser("alter publication shop add table notes");
  const report = await read(publisher);
  expect(report).toMatchObject({ verdict: "act", findings: [{ object: "public.notes" }] });
  await expect(publisher.run("update notes set body = 'b'")).rejects.toThrow("replica identity");
  await publisher.run(report.findings[0]?.fix ?? "");
  await publisher.run("update notes set body = 'b'");
  expect(await read(publisher)).toMatchObject({ verdict: "ok", findings: [] });
});

test("transactions that logical decoding had to write to the disk", async () => {
  await publisher.runAsSuperuser(
    "select pg_create_logical_replication_slot('large', 'test_decoding')",
  );
  await publisher.run(
    "insert into orders select i, repeat('x', 1900) from generate_series(100, 40000) i",
  );
  await publisher.runAsSuperuser(
    "set logical_decoding_work_mem = '64kB'; select count(*) from pg_logical_slot_peek_changes('large', null, null)",
  );
  expect(rules(await until(publisher, "decoding-spills"))).toContain("decoding-spills");
  await publisher.runAsSuperuser("select pg_drop_replication_slot('large')");
});

test("a standby whose replay stands still: told by itself, and by its primary when there is much that it lacks", async () => {
  await using standby = await standbyOf(cluster.url);
  const there = new URL(standby.url);
  there.pathname = `/${publisher.name}`;
  const client = new pg.Client({ connectionString: there.href });
  await client.connect();
  // it has replayed something, so that it knows how late it is
  await publisher.run("insert into orders values (-1, 'seen')");
  const seen = async (): Promise<boolean> =>
    (await client.query("select from orders where id = -1")).rows.length > 0;
  await expect.poll(seen).toBe(true);
  const onStandby = (timeScale = 1): Promise<AreaReport> =>
    readArea(replication, there.href, timeScale);
  expect(await onStandby()).toMatchObject({ verdict: "ok", findings: [] });
  expect(await read(publisher)).toMatchObject({
    verdict: "ok",
    findings: [],
    figures: { standbys: 1 },
  });
  await client.query("select pg_wal_replay_pause()");
  await publisher.run("insert into orders values (-2, 'not seen')");
  const behind = async (): Promise<string[]> => rules(await onStandby(0.000_1));
  await expect.poll(behind).toEqual(["replica-behind"]);
  await writeFiles(17);
  const report = await until(publisher, "standby-behind");
  expect(report).toMatchObject({ verdict: "watch", findings: [{ object: "standby" }] });
  expect(report.findings[0]?.message).toMatch(/ is 2\d\d MB, /);
  await client.query("select pg_wal_replay_resume()");
  await client.end();
  await expect.poll(async () => (await read(publisher)).verdict).toBe("ok");
});
