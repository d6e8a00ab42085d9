import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { reach, ways, type Reached } from "./ways.ts";

const limits = { maxRows: 200, maxBytes: 1_000_000 };
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

  async function using<T>(work: (session: Session) => Promise<T>): Promise<T> {
    await using session = await pool.open({ signal: never });
    return await work(session);
  }

  const ids = async (): Promise<unknown[]> =>
    (await database.run("select id from item order by id")).map((row) => row["id"]);

  describe("a transaction", () => {
    test("is committed, and its settings end with it", async () => {
      await using(async (session) => {
        await session.transaction(
          {
            access: "read write",
            isolation: "serializable",
            statementTimeoutMs: 1234,
            lockTimeoutMs: 567,
          },
          async () => {
            const [row] = await session.query(
              "insert into item values (2, 'two') returning current_setting('statement_timeout') as s, current_setting('lock_timeout') as l, current_setting('transaction_isolation') as i",
            );
            expect(row).toEqual({ s: "1234ms", l: "567ms", i: "serializable" });
          },
        );
        expect(
          await session.query(
            "select current_setting('statement_timeout') as s, pg_current_xact_id_if_assigned() as x",
          ),
        ).toEqual([{ s: "30s", x: null }]);
      });
      expect(await ids()).toEqual([1, 2]);
    });

    test("of a dry run leaves nothing", async () => {
      const seen = await using((session) =>
        session.transaction({ access: "read write", rollback: true }, async () => {
          await session.query("delete from item");
          return session.query<{ n: number }>("select count(*) as n from item");
        }),
      );
      expect(seen).toEqual([{ n: 0 }]);
      expect(await ids()).toEqual([1]);
    });

    test("is undone when its work fails, and the session goes on", async () => {
      await using(async (session) => {
        const work = session.transaction({ access: "read write" }, async () => {
          await session.query("insert into item values (2, 'two')");
          throw new Error("of the tool");
        });
        await expect(work).rejects.toThrow("of the tool");
        expect(await session.query("select count(*) as n from item")).toEqual([{ n: 1 }]);
      });
    });

    test("whose failed statement was overlooked is not reported as done", async () => {
      const work = using((session) =>
        session.transaction({ access: "read write" }, async () => {
          await session.query("insert into item values (2, 'two')");
          await session.query("select 1/0").catch(() => {});
        }),
      );
      await expect(work).rejects.toMatchObject({ code: "POSTGRES", sqlstate: "25P02" });
      expect(await ids()).toEqual([1]);
    });

    test("that only reads cannot write, whatever the statement does first", async () => {
      for (const sql of [
        "set transaction read write",
        "commit",
        "rollback",
        "delete from item",
        "select set_config('transaction_read_only', 'off', true)",
      ]) {
        await using(async (session) => {
          const work = session.transaction({ access: "read only" }, async () => {
            await session.query("select 1");
            await session.execute(sql, [], limits);
            await session.execute("delete from item", [], limits);
          });
          await work.catch(() => {});
        });
      }
      expect(await ids()).toEqual([1]);
    });

    test("whose BEGIN fails never runs its statement", async () => {
      const reader = await pool.open({ signal: never, role: "no_such_role" });
      await expect(
        reader.transaction({ access: "read write" }, () =>
          reader.query("insert into item values (3, 'never')"),
        ),
      ).rejects.toMatchObject({ code: "PERMISSION" });
      await reader[Symbol.asyncDispose]();
      expect(await ids()).toEqual([1]);
    });

    test("refuses COPY FROM STDIN at once, and goes on", async () => {
      await using(async (session) => {
        const copy = () => session.execute("copy item from stdin", [], limits);
        await expect(copy()).rejects.toMatchObject({ code: "UNSUPPORTED" });
        await expect(session.transaction({ access: "read write" }, copy)).rejects.toMatchObject({
          code: "UNSUPPORTED",
          next: expect.stringContaining("INSERT"),
        });
        expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
      });
      expect(await ids()).toEqual([1]);
    });

    test("refuses several statements in one text", async () => {
      const work = using((session) =>
        session.transaction({ access: "read only" }, () =>
          session.execute("select 1; delete from item", [], limits),
        ),
      );
      await expect(work).rejects.toMatchObject({ code: "INVALID_SQL", sqlstate: "42601" });
    });
  });

  describe("time", () => {
    test("the first statement is under the timeout too", async () => {
      const started = Date.now();
      const work = using((session) =>
        session.transaction({ access: "read only", statementTimeoutMs: 100 }, () =>
          session.query("select pg_sleep(10)"),
        ),
      );
      await expect(work).rejects.toMatchObject({ code: "TIMEOUT", sqlstate: "57014" });
      expect(Date.now() - started).toBeLessThan(5000);
    });

    test("a lock that others hold is waited for so long", async () => {
      await using(async (holder) => {
        await holder.transaction({ access: "read write", rollback: true }, async () => {
          await holder.query("lock table item in access exclusive mode");
          const work = using((session) =>
            session.transaction({ access: "read write", lockTimeoutMs: 100 }, () =>
              session.query("delete from item"),
            ),
          );
          await expect(work).rejects.toMatchObject({ code: "LOCK_TIMEOUT", sqlstate: "55P03" });
        });
      });
    });
  });

  describe("size", () => {
    const execute = (
      sql: string,
      more: Partial<typeof limits> & { complete?: boolean } = {},
    ): Promise<{ rows: readonly unknown[]; truncated: boolean; rowCount: number }> =>
      using((session) =>
        session.transaction({ access: "read only" }, () =>
          session.execute(sql, [], { ...limits, ...more }),
        ),
      );

    test("rows are cut at the number asked for, and it is said", async () => {
      expect(await execute("select * from generate_series(1, 200)")).toMatchObject({
        truncated: false,
        rowCount: 200,
      });
      const more = await execute("select * from generate_series(1, 201)");
      expect(more).toMatchObject({ truncated: true, rowCount: 200 });
      expect(more.rows).toHaveLength(200);
    });

    test("rows are cut at the bytes asked for", async () => {
      const wide = await execute("select repeat('x', 30000) from generate_series(1, 100)");
      expect(wide.truncated).toBe(true);
      expect(wide.rows.length).toBeGreaterThan(20);
      expect(wide.rows.length).toBeLessThan(40);
    });

    test("a statement that has to end is read to its end, and counts what it drops", async () => {
      expect(
        await execute("select n from generate_series(1, 1000) n", { complete: true }),
      ).toMatchObject({ truncated: true, rowCount: 1000 });
    });

    // the gateway is in this process too
    const allowed = way === "TCP" ? 40_000_000 : Infinity;
    const huge = [
      ["one value", "select repeat('x', 50000000)"],
      ["many values of a row", `select ${Array(40).fill("repeat('x', 900000)").join(", ")}`],
      ["wide rows", "select repeat('x', 900000) from generate_series(1, 100)"],
      ["a notice", "do $$ begin raise notice '%', repeat('x', 50000000); end $$"],
      ["an error", "do $$ begin raise exception '%', repeat('x', 50000000); end $$"],
    ] as const;

    test.each(huge)(
      "%s too large ends the statement with LIMIT before it is in memory",
      async (_, sql) => {
        const before = process.memoryUsage();
        await expect(execute(sql)).rejects.toMatchObject({ code: "LIMIT" });
        const { rss, external } = process.memoryUsage();
        expect(Math.max(rss - before.rss, external - before.external)).toBeLessThan(allowed);
        expect(await execute("select 1")).toMatchObject({ rowCount: 1 });
      },
    );

    test("notices are kept in number and length", async () => {
      const notices = await using(async (session) => {
        await session.query(
          "do $$ begin for i in 1..500 loop raise notice '%', repeat('x', 5000); end loop; end $$",
        );
        return session.notices();
      });
      expect(notices).toHaveLength(100);
      expect(notices[0]).toHaveLength(1000);
    });
  });

  test("columns may have the same name, or none", async () => {
    const result = await using((session) =>
      session.execute("select 1 as a, 2 as a, 3", [], limits),
    );
    expect(result.columns.map(({ name }) => name)).toEqual(["a", "a", "?column?"]);
    expect(result.rows).toEqual([[1, 2, 3]]);
  });
});
