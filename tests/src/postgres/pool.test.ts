import { connect as dial, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool, type Pool, type PoolOptions } from "../../../src/postgres/pool.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { reach, ways, type Reached } from "./ways.ts";

const signal = new AbortController().signal;
describe.each(ways)("over %s", (way) => {
  let reached: Reached;
  let database: TestDatabase;
  const pools: Pool[] = [];

  beforeAll(async () => {
    reached = await reach(way, "create table item (id int primary key, name text)");
    database = reached.database;
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await reached[Symbol.asyncDispose]();
  });

  function poolOf(options: Partial<PoolOptions> = {}): Pool {
    const { address, connection } = reached;
    const pool = createPool({
      deployment: "url",
      connection,
      address: async () => address,
      ...options,
    });
    pools.push(pool);
    return pool;
  }

  const pid = async (pool: Pool): Promise<number> => {
    await using session = await pool.open({ signal });
    const [row] = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
    return row?.pid ?? 0;
  };

  test("calls that need two connections each do not wait for each other", async () => {
    const pool = poolOf({ max: 2 });
    const both = async (): Promise<number> => {
      const within = {};
      await using first = await pool.open({ signal, within });
      const [row] = await first.query<{ n: number }>("select 1 as n from pg_sleep(0.1)");
      await using second = await pool.open({ signal, within });
      const [other] = await second.query<{ n: number }>("select 2 as n");
      return (row?.n ?? 0) + (other?.n ?? 0);
    };
    expect(await Promise.all([both(), both()])).toEqual([3, 3]);
    // what goes beyond is for who holds one already, and for nobody else
    const small = poolOf({ max: 1, waitMs: 500 });
    const within = {};
    await using first = await small.open({ signal, within });
    await using second = await small.open({ signal, within });
    await expect(small.open({ signal, within: {} })).rejects.toThrow("All 1 connections");
    expect([first, second]).toHaveLength(2);
  });

  describe.skipIf(way === "WebSocket, pooled")("a connection", () => {
    test("is used again, reset", async () => {
      const pool = poolOf();
      const first = await pid(pool);
      {
        await using session = await pool.open({ signal });
        await session.query("set search_path = pg_catalog");
        await session.query("create temp table left_behind (n int)");
        await session.query("select pg_advisory_lock(1)");
        await session.query("prepare left_over as select 1");
      }
      await using session = await pool.open({ signal });
      const [row] =
        await session.query(`select pg_backend_pid() as pid, current_setting('search_path') as path,
      to_regclass('pg_temp.left_behind') as temp, (select count(*) from pg_prepared_statements) as prepared,
      (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`);
      expect(row).toEqual({
        pid: first,
        path: '"$user", public',
        temp: null,
        prepared: 0,
        locks: 0,
      });
    });

    test("that was left inside a transaction is thrown away, and its work with it", async () => {
      const pool = poolOf();
      const first = await pid(pool);
      {
        await using session = await pool.open({ signal });
        await session.query("begin");
        await session.query("insert into item values (666, 'never')");
      }
      expect(await pid(pool)).not.toBe(first);
      expect(await database.run("select * from item where id = 666")).toEqual([]);
    });

    test("is closed when nobody uses it", async () => {
      const pool = poolOf({ idleMs: 500 });
      const session = await pool.open({ signal });
      const [row] = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
      const lives = async (): Promise<boolean> =>
        (await database.runAsSuperuser(`select 1 from pg_stat_activity where pid = ${row?.pid}`))
          .length > 0;
      expect(await lives()).toBe(true);
      await session[Symbol.asyncDispose]();
      await expect.poll(lives).toBe(false);
    });

    test("that the server ended while it was idle is replaced", async () => {
      const pool = poolOf();
      const first = await pid(pool);
      await database.runAsSuperuser(`select pg_terminate_backend(${first})`);
      await using session = await pool.open({ signal });
      const row = await session.transaction({ access: "read only" }, () =>
        session.query("select pg_backend_pid() as pid"),
      );
      expect(row).not.toEqual([{ pid: first }]);
    });
  });

  describe("the queue", () => {
    test("is served in order, with no more connections than allowed", async () => {
      const pool = poolOf({ max: 2 });
      const order: number[] = [];
      const pids = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          await using session = await pool.open({ signal });
          order.push(index);
          const [row] = await session.query<{ pid: number }>(
            "select pg_backend_pid() as pid, pg_sleep(0.01)",
          );
          return row?.pid;
        }),
      );
      expect(new Set(pids).size).toBe(2);
      expect(order.filter((index) => index > 1)).toEqual([2, 3, 4, 5, 6, 7]);
    });

    test("ends with LIMIT when the wait is too long", async () => {
      const pool = poolOf({ max: 1, waitMs: 50 });
      await using _ = await pool.open({ signal });
      await expect(pool.open({ signal })).rejects.toMatchObject({
        code: "LIMIT",
        message: "All 1 connections to this database are in use, and none came free within 0.05 s.",
      });
    });

    test("is left by a caller that goes away, and the others are served", async () => {
      const pool = poolOf({ max: 1 });
      const held = await pool.open({ signal });
      const controller = new AbortController();
      const waiting = pool.open({ signal: controller.signal });
      const next = pool.open({ signal });
      controller.abort();
      await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
      await held[Symbol.asyncDispose]();
      await (await next)[Symbol.asyncDispose]();
    });

    test("goes on when a connection breaks", async () => {
      const pool = poolOf({ max: 1 });
      const held = await pool.open({ signal });
      const next = pool.open({ signal });
      const [row] = await held.query("select pg_backend_pid() as pid");
      await database.runAsSuperuser(`select pg_terminate_backend(${String(row?.["pid"])})`);
      await held[Symbol.asyncDispose]();
      await using session = await next;
      const read = session.transaction({ access: "read only" }, () =>
        session.query("select 1 as one"),
      );
      expect(await read).toEqual([{ one: 1 }]);
    });

    test("closes to those who wait", async () => {
      const pool = poolOf({ max: 1 });
      await using _ = await pool.open({ signal });
      const waiting = pool.open({ signal });
      await pool.close();
      await expect(waiting).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await expect(pool.open({ signal })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    });
  });

  describe("a network that goes away", () => {
    /** Between the pool and Postgres, and cut at will. */
    async function proxy(): Promise<{ port: number; cut(): void; close(): void }> {
      const sockets = new Set<Socket>();
      const to = reached.port;
      const server = createServer((client) => {
        const upstream = dial(to, "127.0.0.1");
        client.pipe(upstream).pipe(client);
        for (const socket of [client, upstream]) {
          sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
        }
      }).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
      return {
        port: (server.address() as { port: number }).port,
        cut,
        close: () => server.close(cut),
      };
    }

    test("between two calls is not noticed by the second", async () => {
      const between = await proxy();
      const pool = poolOf({
        address: async () => reached.through(between.port),
      });
      const first = await pid(pool);
      await using session = await pool.open({ signal });
      between.cut();
      const result = await session.transaction({ access: "read write" }, () =>
        session.execute("insert into item values (1, 'once') returning pg_backend_pid()", [], {
          maxRows: 1,
          maxBytes: 1e6,
        }),
      );
      // behind the pooler the same backend serves the next client
      expect(result.rows[0]?.[0] === first).toBe(way === "WebSocket, pooled");
      expect(await database.run("select count(*)::int as count from item where id = 1")).toEqual([
        { count: 1 },
      ]);
      between.close();
    });

    test("in the middle of a transaction ends it with UNAVAILABLE, and nothing is applied", async () => {
      const between = await proxy();
      const pool = poolOf({
        address: async () => reached.through(between.port),
      });
      await using session = await pool.open({ signal });
      const work = session.transaction({ access: "read write" }, async () => {
        await session.query("insert into item values (2, 'never')");
        between.cut();
        await session.query("select 1");
      });
      await expect(work).rejects.toMatchObject({ code: "UNAVAILABLE" });
      expect(await database.run("select * from item where id = 2")).toEqual([]);
      between.close();
    });
  });
});
