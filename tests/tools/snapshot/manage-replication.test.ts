import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findInstallation } from "../../../src/embedded/installation.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { type Cluster, startCluster, temporaryHome } from "../../helpers/cluster.ts";
import { serve } from "../../helpers/served.ts";

const SCHEMA =
  "create table public.tasks (id int primary key, body text); create table public.notes (body text)";
const FLAGS = ["--toolsets", "snapshot"];

/** Two Postgres servers that decode their WAL, each served: the one publishes, the other subscribes. */
let source: Served;
let copy: Served;

interface Served extends AsyncDisposable {
  readonly url: string;
  run(sql: string): Promise<Record<string, unknown>[]>;
  call(args: Record<string, unknown>): Promise<{ text: string; structured: Structured }>;
  confirmed(args: Record<string, unknown>): Promise<{ text: string; structured: Structured }>;
}

interface Structured {
  readonly publications: { name: string; tables: string[]; operations: string[] }[];
  readonly slots: { name: string; active: boolean; held_bytes: number }[];
  readonly subscriptions: { name: string; tables_ready: number; behind_bytes?: number }[];
  readonly findings: { rule: string; object: string }[];
  readonly wal_level: string;
}

beforeAll(async () => {
  source = await servedCluster({ wal_level: "logical" });
  copy = await servedCluster({ wal_level: "logical" });
  await source.run(`${SCHEMA}; insert into tasks select g, 'a' from generate_series(1, 1000) g`);
  await copy.run(SCHEMA);
  process.env["SOURCE_URL"] = source.url;
});
afterAll(async () => {
  delete process.env["SOURCE_URL"];
  await copy[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

async function servedCluster(settings: Record<string, string>): Promise<Served> {
  const home = temporaryHome();
  const cluster: Cluster = await startCluster(home, await findInstallation(home), settings);
  const server = serve(cluster.url, FLAGS);
  const client = await connect(server.config);
  const call: Served["call"] = async (args) => {
    const result = await client.callTool({ name: "manage_replication", arguments: args });
    return { text: textOf(result), structured: result.structuredContent as unknown as Structured };
  };
  return {
    url: cluster.url,
    call,
    async run(sql) {
      const postgres = new pg.Client({ connectionString: cluster.url });
      await postgres.connect();
      try {
        const results: unknown = await postgres.query(sql);
        return ((Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult).rows;
      } finally {
        await postgres.end();
      }
    },
    async confirmed(args) {
      const { text } = await call(args);
      const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
      if (token === undefined) throw new Error(`it did not ask: ${text}`);
      return call({ ...args, confirm_token: token });
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await cluster.stop();
    },
  };
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((done) => setTimeout(done, 50));
};

test("a table without identity is not published with its updates: they would fail, and do", async () => {
  const refused = await source.call({ action: "create_publication", name: "all_of_it" });
  expect(refused.text).toMatch(/^INVALID_INPUT: Nothing identifies the rows of `public.notes`/);
  await source.run("insert into notes values ('a'); create publication forced for table notes");
  await expect(source.run("update notes set body = 'b'")).rejects.toMatchObject({ code: "55000" });
  const { structured } = await source.call({ action: "status" });
  expect(structured.findings).toContainEqual(
    expect.objectContaining({ rule: "published-without-identity", object: "public.notes" }),
  );
  await source.confirmed({ action: "drop_publication", name: "forced" });
  await source.run("update notes set body = 'b'");
});

test("a subscriber copies, follows, and is measured to be where the source is", async () => {
  const publish = { action: "create_publication", name: "tasks_pub", tables: ["tasks"] };
  const published = await source.confirmed(publish);
  expect(published.text).toContain("Publication tasks_pub publishes insert, update");
  expect(published.text).toContain("Tables that are made later are not in it.");
  expect(published.structured.publications).toMatchObject([
    { name: "tasks_pub", tables: ["public.tasks"] },
  ]);
  const subscribe = {
    action: "subscribe",
    name: "follow",
    publication: "tasks_pub",
    url_variable: "SOURCE_URL",
  };
  const asked = await copy.call(subscribe);
  expect(asked.text).toContain("of 1 tables are copied, then every change follows");
  expect(asked.text).not.toContain(new URL(source.url).password);
  const subscribed = await copy.confirmed(subscribe);
  expect(subscribed.text).toContain("Subscription follow follows 1 tables; all are copied.");
  expect(await copy.run("select count(*)::int from tasks")).toEqual([{ count: 1000 }]);
  await source.run("update tasks set body = 'b' where id = 7; insert into tasks values (1001)");
  await until(async () => {
    const status = await copy.call({ action: "status", url_variable: "SOURCE_URL" });
    return status.structured.subscriptions[0]?.behind_bytes === 0;
  });
  expect(await copy.run("select body from tasks where id = 7")).toEqual([{ body: "b" }]);
  expect(await copy.run("select count(*)::int from tasks")).toEqual([{ count: 1001 }]);
  const again = await copy.call(subscribe);
  expect(again.text).toMatch(/^INVALID_INPUT: (There are rows|There is a subscription)/);
});

test("a table that is published later is copied by a refresh", async () => {
  for (const side of [source, copy]) await side.run("create table later (id int primary key)");
  await source.run(
    "insert into later values (1), (2); alter publication tasks_pub add table later",
  );
  const refreshed = await copy.confirmed({ action: "refresh_subscription", name: "follow" });
  expect(refreshed.text).toContain("follows 2 tables; all are copied");
  expect(await copy.run("select count(*)::int from later")).toEqual([{ count: 2 }]);
});

test("partitions that are made later are published with their table, and are said to be", async () => {
  await source.run(
    "create table parted (id int, at int, primary key (id, at)) partition by range (at)",
  );
  const publish = { action: "create_publication", name: "parted_pub", tables: ["parted"] };
  const { text } = await source.confirmed(publish);
  expect(text).toContain("made later are not in it, but for partitions of those that are.");
  await source.run("create table parted_1 partition of parted default");
  const published = await source.run(
    "select tablename from pg_publication_tables where pubname = 'parted_pub'",
  );
  expect(published).toEqual([{ tablename: "parted_1" }]);
  await source.confirmed({ action: "drop_publication", name: "parted_pub" });
  await source.run("drop table parted");
});

test("a subscriber that stands still is found on both sides, and its slot is not dropped under it", async () => {
  const inUse = await source.call({ action: "drop_slot", name: "follow" });
  expect(inUse.text).toMatch(/^UNSUPPORTED: Slot `follow` is in use by process \d+/);
  await copy.run("alter table tasks add check (id < 2000) not valid");
  await source.run("insert into tasks values (3000)");
  await until(async () => {
    const { findings } = (await copy.call({ action: "status" })).structured;
    return findings.some(({ rule }) => rule === "subscription-down");
  });
  await copy.run("alter subscription follow disable");
  await until(async () => {
    const { findings } = (await source.call({ action: "status" })).structured;
    return findings.some(({ rule }) => rule === "slot-inactive");
  });
  expect((await copy.call({ action: "status" })).structured.findings).toMatchObject([
    { rule: "subscription-disabled", object: "follow" },
  ]);
});

test("a subscription goes with its slot; where the source is gone, without, and it is said", async () => {
  const dropped = await copy.confirmed({ action: "drop_subscription", name: "follow" });
  expect(dropped.text).toContain("Dropped subscription follow and its slot on the source.");
  expect((await source.call({ action: "status" })).structured.slots).toEqual([]);
  await copy.run("truncate tasks, later; alter table tasks drop constraint tasks_id_check");
  const follow = { name: "orphan", publication: "tasks_pub", url_variable: "SOURCE_URL" };
  await copy.confirmed({ action: "subscribe", ...follow });
  await copy.run("alter subscription orphan connection 'host=127.0.0.1 port=1 dbname=postgres'");
  const alone = await copy.confirmed({ action: "drop_subscription", name: "orphan" });
  expect(alone.text).toContain("slot orphan is still there and keeps WAL");
  const removed = await source.confirmed({ action: "drop_slot", name: "orphan" });
  expect(removed.text).toContain("Dropped slot orphan");
});

test("a slot of a consumer's own is made and dropped; an open transaction is named instead of waited for", async () => {
  const made = await source.confirmed({ action: "create_slot", name: "debezium" });
  expect(made.structured.slots).toMatchObject([{ name: "debezium", active: false }]);
  expect(made.structured.findings).toMatchObject([{ rule: "slot-inactive" }]);
  await source.confirmed({ action: "drop_slot", name: "debezium" });
  const open = new pg.Client({ connectionString: source.url });
  await open.connect();
  await open.query("begin; insert into later values (9)");
  await new Promise((done) => setTimeout(done, 3_100));
  const waiting = await source.confirmed({ action: "create_slot", name: "debezium" });
  await open.end();
  expect(waiting.text).toMatch(/^LOCK_TIMEOUT: .* process \d+ has been in one for \d s/);
});

test.each([
  [{ action: "create_slot" }, /^INVALID_INPUT: `create_slot` needs a `name`/],
  [{ action: "create_slot", name: "Big-Slot" }, /^INVALID_INPUT: A slot's name has small letters/],
  [{ action: "drop_slot", name: "none" }, /^NOT_FOUND: There is no slot `none`/],
  [{ action: "drop_publication", name: "none" }, /^NOT_FOUND: There is no publication `none`/],
  [{ action: "drop_subscription", name: "none" }, /^NOT_FOUND: There is no subscription `none`/],
  [{ action: "subscribe", name: "a" }, /^INVALID_INPUT: `subscribe` needs the source/],
  [
    { action: "subscribe", name: "a", publication: "nope", url_variable: "SOURCE_URL" },
    /^NOT_FOUND: The source publishes no table as `nope`/,
  ],
  [
    { action: "subscribe", name: "a", publication: "p", url_variable: "NO_SUCH" },
    /^INVALID_INPUT: There is no environment variable `NO_SUCH`/,
  ],
  [
    { action: "create_publication", name: "p", tables: ["public.nope"] },
    /^NOT_FOUND: `public.nope` is no table that can be published/,
  ],
  [
    { action: "create_publication", name: "p", tables: ["tasks"], operations: ["upsert"] },
    /^INVALID_INPUT: `upsert` is nothing that can be published/,
  ],
  [{ action: "enable" }, /^UNSUPPORTED: DATABASE_URL is one Postgres database/],
])("%j changes nothing", async (args, refusal) => {
  expect((await source.call(args)).text).toMatch(refusal);
});
