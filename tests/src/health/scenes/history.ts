import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { Clients, running, type Scene } from "../scene.ts";

const nothing: AsyncDisposable = { async [Symbol.asyncDispose]() {} };

export const pairs =
  "create table pairs (id int primary key, n int, word text); insert into pairs values (1, 0), (2, 0)";

/** Two transactions that take two rows crosswise; one of them is ended. */
export async function deadlock({ url }: TestDatabase): Promise<void> {
  await using clients = new Clients();
  const [one, other] = [await clients.connect(url, "a"), await clients.connect(url, "b")];
  await one.query("begin; update pairs set n = n + 1 where id = 1");
  await other.query("begin; update pairs set n = n + 1 where id = 2");
  await Promise.allSettled([
    one.query("update pairs set n = n + 10 where id = 2"),
    other.query("update pairs set n = n + 10, word = 'secret' where id = 1"),
  ]);
}

/** Returns when the counters have what sessions did: they bring it when they end, or a second later. */
async function settled(database: TestDatabase, condition: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const [row] = await database.run(`select ${condition} as done`);
    if (row?.["done"] === true) return;
    await sleep(50);
  }
  throw new Error(`the counters never had ${condition}`);
}

const counters = "(select d from pg_stat_database d where d.datname = current_database())";

/** 60,000 rows of 880 bytes: 53 MB in files. Larger ones would be compressed. */
export const spilling =
  "select md5(n::text) || repeat('y', 850) collate pg_catalog.ucs_basic as word from generate_series(1, 60000) n order by 1 offset 59999";

/** What counters tell of the past: deadlocks, slow statements, caches, temporary files, checkpoints. */
export const historyScenes: readonly Scene[] = [
  {
    name: "transactions that lock crosswise",
    area: "deadlocks",
    rule: "deadlocks",
    verdict: "watch",
    timeScale: 1,
    async make(database) {
      await database.run(pairs);
      for (let index = 0; index < 3; index++) await deadlock(database);
      await settled(database, `(${counters}).deadlocks >= 3`);
      return nothing;
    },
  },
  {
    name: "one statement that locks its rows now in this order, now in that",
    area: "deadlocks",
    rule: "locks-rows-in-no-order",
    verdict: "watch",
    timeScale: 1,
    async make(database) {
      // in the heap the second row comes first
      await database.run(
        "create table shelf (id int primary key, word text); insert into shelf values (2, ''), (1, '')",
      );
      const update = "update shelf set word = pg_sleep(0.05)::text where id > 0";
      {
        // what they did is counted when they end
        await using clients = new Clients();
        const [heap, index] = [
          await clients.connect(database.url, "a"),
          await clients.connect(database.url, "b"),
        ];
        await index.query("set enable_seqscan = off; set enable_bitmapscan = off");
        // they meet only where both have begun within 50 ms
        for (let met = 0; met < 2;) {
          const both = await Promise.allSettled([heap.query(update), index.query(update)]);
          met += both.filter(({ status }) => status === "rejected").length;
        }
      }
      await settled(database, `(${counters}).deadlocks >= 2`);
      return nothing;
    },
  },
  {
    name: "statements slower than the objective",
    area: "queries",
    rule: "slower-than-objective",
    verdict: "act",
    timeScale: 1,
    async make(database) {
      for (let index = 0; index < 6; index++) await database.run("select pg_sleep(0.06)");
      return nothing;
    },
  },
  {
    name: "a statement that does not end",
    area: "queries",
    rule: "statement-runs-long",
    verdict: "watch",
    timeScale: 1,
    async make(database) {
      const clients = new Clients();
      clients.start(
        await clients.connect(database.url, "api"),
        "select count(*), 'secret' from generate_series(1, 3), pg_sleep(200)",
      );
      await running(database, "api");
      await sleep(200);
      return clients;
    },
  },
  {
    name: "more data than shared buffers hold",
    area: "cache",
    rule: "cache-misses",
    verdict: "watch",
    timeScale: 0.000_1,
    async make(database) {
      await database.run(
        "create table big (id int, filler text); insert into big select n, repeat('x', 1900) from generate_series(1, 20000) n",
      );
      const read = async (): Promise<void> => {
        const client = new pg.Client({ connectionString: database.url });
        await client.connect();
        await client.query("set max_parallel_workers_per_gather = 0");
        for (let index = 0; index < 25; index++) await client.query("select sum(id) from big");
        await client.end();
      };
      await read();
      await read();
      await settled(database, `(${counters}).blks_read > 100000`);
      return nothing;
    },
  },
  {
    name: "a sort that spills at each call",
    area: "temp",
    rule: "spills-to-disk",
    verdict: "watch",
    timeScale: 1,
    async make(database) {
      for (let index = 0; index < 11; index++)
        await database.run(`set work_mem = '1MB'; ${spilling}`);
      await settled(database, `(${counters}).temp_bytes > 500000000`);
      return nothing;
    },
  },
  {
    name: "checkpoints by size, one after the other",
    area: "checkpoints",
    rule: "checkpoints-requested",
    verdict: "watch",
    timeScale: 0.000_1,
    async make(database) {
      await database.run("create table logged (id bigint, filler text)");
      for (let index = 0; index < 8; index++) {
        await database.run(
          "insert into logged select n, repeat('z', 500) from generate_series(1, 2000) n",
        );
        await database.runAsSuperuser("checkpoint");
      }
      await database.runAsSuperuser("select pg_stat_force_next_flush()");
      await sleep(300);
      return nothing;
    },
  },
  {
    name: "WAL that is whole pages",
    area: "checkpoints",
    rule: "wal-of-whole-pages",
    verdict: "watch",
    timeScale: 0.000_1,
    async make(database) {
      await database.run(
        "create table pages (id int, filler text) with (fillfactor = 80); insert into pages select n, repeat('z', 700) from generate_series(1, 4000) n",
      );
      await database.runAsSuperuser("select pg_stat_reset_shared('wal')");
      for (let index = 0; index < 6; index++) {
        await database.runAsSuperuser("checkpoint");
        await database.run("update pages set id = id + 1 where id % 8 = 0");
        await database.run("update pages set id = id - 1 where id % 8 = 1");
      }
      await database.runAsSuperuser("select pg_stat_force_next_flush()");
      return nothing;
    },
  },
];
