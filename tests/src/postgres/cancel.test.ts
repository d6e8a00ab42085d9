import { createServer, connect as dial, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { reach, ways, type Reached } from "./ways.ts";

const never = new AbortController().signal;
describe.each(ways)("over %s", (way) => {
  let reached: Reached;
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    reached = await reach(way, "create table item (id int primary key, name text)");
    const { address, connection } = reached;
    database = reached.database;
    pool = createPool({ deployment: "url", connection, address: async () => address });
  });

  beforeEach(() => database.run("truncate item; insert into item values (1, 'one')"));

  afterAll(async () => {
    await pool.close();
    await reached[Symbol.asyncDispose]();
  });

  async function using<T>(work: (session: Session) => Promise<T>, signal = never): Promise<T> {
    await using session = await pool.open({ signal });
    return await work(session);
  }

  const ids = async (): Promise<unknown[]> =>
    (await database.run("select id from item order by id")).map((row) => row["id"]);

  describe("cancelling", () => {
    const soon = (ms: number): AbortController => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), ms);
      return controller;
    };
    const running = (mark: string): Promise<unknown[]> =>
      database.runAsSuperuser(
        `select query from pg_stat_activity where state = 'active' and query like '%${mark}%' and pid <> pg_backend_pid()`,
      );

    test("stops the statement in Postgres and undoes the transaction", async () => {
      const started = Date.now();
      const work = using(async (session) => {
        await session.transaction({ access: "read write" }, async () => {
          await session.query("insert into item values (2, 'two')");
          await session.query("select pg_sleep(10) as stop_me");
        });
      }, soon(100).signal);
      await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
      expect(Date.now() - started).toBeLessThan(5000);
      expect(await running("stop_me")).toEqual([]);
      expect(await ids()).toEqual([1]);
    });

    test("before the first statement sends nothing", async () => {
      const controller = new AbortController();
      await using(async (session) => {
        controller.abort();
        await expect(session.query("insert into item values (2, 'two')")).rejects.toMatchObject({
          code: "CANCELLED",
        });
      }, controller.signal);
      await expect(pool.open({ signal: controller.signal })).rejects.toMatchObject({
        code: "CANCELLED",
      });
      expect(await ids()).toEqual([1]);
    });

    test("between the last statement and COMMIT undoes the work", async () => {
      const controller = new AbortController();
      const work = using(
        (session) =>
          session.transaction({ access: "read write" }, async () => {
            await session.query("insert into item values (2, 'two')");
            controller.abort();
          }),
        controller.signal,
      );
      await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
      expect(await ids()).toEqual([1]);
    });

    test("a deadline is TIMEOUT", async () => {
      await expect(
        using((session) => session.query("select pg_sleep(10)"), AbortSignal.timeout(50)),
      ).rejects.toMatchObject({ code: "TIMEOUT" });
    });

    test("never reaches the next caller's statement", async () => {
      for (let round = 0; round < 20; round++) {
        const controller = soon(1 + (round % 5));
        await using((session) => session.query("select pg_sleep(0.003)"), controller.signal).catch(
          () => {},
        );
        expect(
          await using((session) => session.query("select pg_sleep(0.002)::text as s")),
        ).toEqual([{ s: "" }]);
      }
    });

    test("cuts the connection when the cancel request gets lost", async () => {
      const to = reached.port;
      const sockets: Socket[] = [];
      let taken = 0;
      // The first connection goes through; the cancel request, which is the second, goes nowhere.
      const server = createServer((client) => {
        sockets.push(client.on("error", () => {}));
        if (taken++ > 0) return void client.end();
        const upstream = dial(to, "127.0.0.1");
        client.pipe(upstream.on("error", () => {})).pipe(client);
      }).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as { port: number };
      const through = createPool({
        deployment: "url",
        connection: reached.connection,
        address: async () => reached.through(port),
      });
      const controller = new AbortController();
      await using session = await through.open({ signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      const started = Date.now();
      const work = session.transaction({ access: "read only" }, () =>
        session.query("select pg_sleep(100) as lost_cancel"),
      );
      await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
      expect(Date.now() - started).toBeLessThan(60_000);
      // Postgres looks every two seconds whether its client is still there.
      await expect.poll(() => running("lost_cancel")).toEqual([]);
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await through.close();
    });
  });
});
