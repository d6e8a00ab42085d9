import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "pg";
import type { DataId } from "../../../../../src/embedded/neon/engine.ts";
import { replicaAt } from "../../../../../src/embedded/neon/storage/replica-data.ts";
import { dataAt } from "../../../../../src/embedded/neon/storage/store.ts";
import { readPostmaster } from "../../../../../src/embedded/postmaster.ts";
import { noSignal, temporaryEngine, type TemporaryEngine } from "../storage/temporary-engine.ts";

let on: TemporaryEngine;
let data: DataId;
beforeAll(async () => {
  on = await temporaryEngine();
  data = await on.engine.create(noSignal);
  await on.run(data, "create table t (id int)", "insert into t values (1)");
});
afterAll(() => on[Symbol.asyncDispose]());

async function onReplica<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await on.engine.replica(data, name).admin();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const count = (name: string): Promise<number> =>
  onReplica(name, async (client) => {
    const { rows } = await client.query<{ count: number }>("select count(*)::int from t");
    return rows[0]?.count ?? 0;
  });

const counts = async (name: string, wanted: number): Promise<number> => {
  const end = Date.now() + 5000;
  for (;;) {
    const found = await count(name);
    if (found === wanted || Date.now() > end) return found;
    await sleep(20);
  }
};

test("several replicas see what was written moments ago, and refuse writes", async () => {
  expect(await count("ep-one")).toBe(1);
  await on.run(data, "insert into t values (2)");
  expect(await counts("ep-one", 2)).toBe(2);
  expect(await count("ep-two")).toBe(2);
  await expect(
    onReplica("ep-one", (client) => client.query("insert into t values (3)")),
  ).rejects.toMatchObject({ code: "25006" });
});

test("one that slept wakes without waking its primary, and has what it missed", async () => {
  const [primary, replica] = [on.engine.compute(data), on.engine.replica(data, "ep-one")];
  await replica.suspend();
  await on.run(
    data,
    "insert into t select 3 from generate_series(1, 20000)",
    "delete from t where id = 3",
    "insert into t values (3)",
  );
  await primary.suspend();
  expect(await count("ep-one")).toBe(3);
  expect(primary.state).toBe("idle");
});

test("it goes on when its primary is started again", async () => {
  await on.run(data, "insert into t values (4)");
  expect(await counts("ep-one", 4)).toBe(4);
  expect(await counts("ep-two", 4)).toBe(4);
});

test("one that cannot follow any more is made anew", async () => {
  const replica = on.engine.replica(data, "ep-two");
  await replica.suspend();
  const path = replicaAt(dataAt(on.store, data), "ep-two");
  writeFileSync(join(path.pgdata, "global/pg_filenode.map"), "broken");
  await on.run(data, "insert into t values (5)");
  expect(await count("ep-two")).toBe(5);
});

test("what a killed process left is ended and made anew by the next one", async () => {
  const path = replicaAt(dataAt(on.store, data), "ep-one");
  const before = readPostmaster(path.pgdata);
  expect(before).toBeDefined();
  const next = on.another();
  await next.sweep(new Set([data]));
  expect(existsSync(path.path)).toBe(false);
  await using engine = { [Symbol.asyncDispose]: () => next.close() };
  void engine;
  const client = await next.replica(data, "ep-one").admin();
  const { rows } = await client.query("select count(*)::int from t");
  await client.end();
  expect(rows).toEqual([{ count: 5 }]);
});

test("nobody reads the superuser's password out of a setting, and nobody but it may stream", async () => {
  const [shown] = await onReplica("ep-two", async (client) => {
    const { rows } = await client.query<{ info: string }>(
      "select current_setting('primary_conninfo') as info",
    );
    return rows;
  });
  expect(shown?.info).toContain("passfile");
  expect(shown?.info).not.toContain("password=");
  const hba = await on.run(
    data,
    "select user_name from pg_hba_file_rules where database = '{replication}'",
  );
  expect(hba).toEqual([{ user_name: ["cloud_admin"] }]);
});

test("both suspend by themselves: a replica that streams keeps its primary not awake", async () => {
  const [primary, replica] = [on.engine.compute(data), on.engine.replica(data, "ep-three")];
  await primary.suspend();
  for (const each of [primary, replica]) {
    each.configure({ minCu: 0.25, maxCu: 2, suspendSeconds: 1 });
    await each.start();
  }
  const streams = `select from pg_stat_replication where application_name = 'neon-dba replica'`;
  while ((await on.run(data, streams)).length === 0) await sleep(20);
  const end = Date.now() + 20_000;
  while ((primary.state !== "idle" || replica.state !== "idle") && Date.now() < end)
    await sleep(50);
  expect([primary.state, replica.state]).toEqual(["idle", "idle"]);
  expect(replica.suspendedAt).toBeInstanceOf(Date);
});
