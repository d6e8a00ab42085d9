import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { reach, ways, type Reached } from "./ways.ts";

const never = new AbortController().signal;
const write = { access: "read write", statementTimeoutMs: 60_000 } as const;
const read = { access: "read only", statementTimeoutMs: 60_000 } as const;
const IN = "copy item from stdin (format csv)";

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe.each(ways)("over %s", (way) => {
  let reached: Reached;
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    reached = await reach(
      way,
      "create table item (id int primary key, name text); create view seen as select * from item",
    );
    const { address, connection } = reached;
    database = reached.database;
    pool = createPool({ deployment: "url", connection, address: async () => address });
  });
  beforeEach(() => database.run("truncate item"));
  afterAll(async () => {
    await pool.close();
    await reached[Symbol.asyncDispose]();
  });

  async function using<T>(work: (session: Session) => Promise<T>, signal = never): Promise<T> {
    await using session = await pool.open({ signal });
    return await work(session);
  }

  const rows = async (): Promise<unknown[]> =>
    (await database.run("select id, name from item order by id")).map((row) => Object.values(row));

  test("rows go in and come out, cut anywhere, in transactions and outside", async () => {
    await using(async (session) => {
      expect(await session.copyIn(IN, chunks("1,o", 'ne\n2,"t', 'wo\n\u00fc"', "\n"))).toBe(2);
      const more = session.transaction(write, () => session.copyIn(IN, chunks("", "3,\n")));
      expect(await more).toBe(1);
      expect(await session.copyIn(IN, chunks())).toBe(0);
      const out = "copy (select * from item order by id) to stdout (format csv)";
      const all = '1,one\n2,"two\nü"\n3,\n';
      expect(await textOf(session.copyOut(out))).toBe(all);
      expect(await session.transaction(read, () => textOf(session.copyOut(out)))).toBe(all);
      expect(await textOf(session.copyOut("copy (select 1 where false) to stdout"))).toBe("");
    });
    expect(await rows()).toEqual([
      [1, "one"],
      [2, "two\nü"],
      [3, null],
    ]);
  });

  test("a row that is refused says where it is, and the session goes on", async () => {
    await using(async (session) => {
      await expect(session.copyIn(IN, chunks("1,a\n2,b\n", "x,c\n4,d\n"))).rejects.toMatchObject({
        sqlstate: "22P02",
        cause: { where: 'COPY item, line 3, column id: "x"' },
      });
      const twice = session.transaction(write, () => session.copyIn(IN, chunks("1,a\n1,b\n")));
      await expect(twice).rejects.toMatchObject({
        sqlstate: "23505",
        cause: { where: "COPY item, line 2", constraint: "item_pkey" },
      });
      expect(await session.copyIn(IN, chunks("1,a\n"))).toBe(1);
    });
    expect(await rows()).toEqual([[1, "a"]]);
  });

  test.each([
    ["copy none from stdin", "42P01"],
    // refused after Postgres has asked for rows, before it reads any
    ["copy seen from stdin", "42809"],
    ["copy item from stdin (nonsense)", "42601"],
  ])("%s is refused once", async (sql, sqlstate) => {
    await using(async (session) => {
      await expect(session.copyIn(sql, chunks("1,a\n"))).rejects.toMatchObject({ sqlstate });
      await expect(textOf(session.copyOut("copy none to stdout"))).rejects.toMatchObject({
        sqlstate: "42P01",
      });
      expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
      expect(await session.query("select 2 as two")).toEqual([{ two: 2 }]);
    });
  });

  test("where nothing is there to be sent, it is refused once, whether Postgres has looked or not", async () => {
    const limits = { maxRows: 1, maxBytes: 1e6 };
    await using(async (session) => {
      await expect(session.execute("copy item from stdin", [], limits)).rejects.toMatchObject({
        code: "UNSUPPORTED",
      });
      expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
      await expect(session.execute("copy seen from stdin", [], limits)).rejects.toMatchObject({
        name: "ToolError",
      });
      expect(await session.query("select 2 as two")).toEqual([{ two: 2 }]);
      expect(await session.query("select 3 as three")).toEqual([{ three: 3 }]);
    });
  });

  test("what the source throws is thrown, and nothing of it is kept", async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield* chunks("1,a\n");
      throw new RangeError("the disk is gone");
    };
    await using(async (session) => {
      await expect(session.copyIn(IN, broken())).rejects.toThrow(
        new RangeError("the disk is gone"),
      );
      const inside = session.transaction(write, () => session.copyIn(IN, broken()));
      await expect(inside).rejects.toThrow("the disk is gone");
      expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
    });
    expect(await rows()).toEqual([]);
  });

  test("cancelling ends it in Postgres, also where the source hangs or the consumer does", async () => {
    const hanging = async function* (): AsyncGenerator<Uint8Array> {
      yield* chunks("1,a\n");
      await new Promise(() => {});
    };
    const soon = (): AbortSignal => AbortSignal.timeout(300);
    const started = Date.now();
    const into = using((session) => session.copyIn(IN, hanging()), soon());
    await expect(into).rejects.toMatchObject({ code: "TIMEOUT" });
    const from = using(async (session) => {
      for await (const _ of session.copyOut(
        "copy (select repeat('x', 1000), generate_series(1, 1e6)) to stdout",
      ))
        await sleep(20);
    }, soon());
    await expect(from).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(Date.now() - started).toBeLessThan(5000);
    await expect
      .poll(() =>
        database.runAsSuperuser(
          "select query from pg_stat_activity where state = 'active' and query ilike 'copy%' and datname = current_database()",
        ),
      )
      .toEqual([]);
    expect(await rows()).toEqual([]);
  });

  test("whoever has seen enough stops", async () => {
    await using(async (session) => {
      let bytes = 0;
      const many = "copy (select repeat('x', 1000), generate_series(1, 1e7)) to stdout";
      for await (const block of session.copyOut(many)) {
        bytes += block.length;
        if (bytes > 1e6) break;
      }
      expect(bytes).toBeLessThan(2e6);
      expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
    });
  });

  test("memory stays flat both ways, whoever is slower", async () => {
    const MANY = 120_000_000;
    const big = Buffer.alloc(1_000_000, `1,${"x".repeat(997)}\n`);
    let given = 0;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      for (; given < MANY; given += big.length) yield Buffer.from(big);
    };
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    await using(async (session) => {
      const slow = session.transaction({ ...write, rollback: true }, async () => {
        await session.query("create temporary table big (id int, name text)");
        return session.copyIn("copy big from stdin (format csv)", source());
      });
      expect(await slow).toBe(MANY / 1000);
      let taken = 0;
      await session.transaction(read, async () => {
        for await (const block of session.copyOut(
          `copy (select repeat('x', 999) from generate_series(1, ${MANY / 1000})) to stdout`,
        )) {
          taken += block.length;
          if (taken % 16 === 0) await sleep(1);
        }
      });
      expect(taken).toBe(MANY);
    });
    clearInterval(watch);
    expect(peak - before).toBeLessThan(60e6);
  });
});
