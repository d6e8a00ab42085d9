import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPool, type Pool } from "../../../../src/postgres/pool.ts";
import type { Session } from "../../../../src/core/session.ts";
import { reach, ways, type Reached } from "../ways.ts";
import { SETUP, SUPERUSER_SETUP, changeBy, changes, readBy } from "./changes.ts";

describe.each(ways)("over %s", (way) => {
  let reached: Reached;
  let pool: Pool;

  beforeEach(async () => {
    reached = await reach(way, SETUP);
    await reached.database.runAsSuperuser(SUPERUSER_SETUP);
    const { address, connection } = reached;
    pool = createPool({ deployment: "url", connection, address: async () => address, max: 2 });
  });

  afterEach(async () => {
    await pool.close();
    await reached[Symbol.asyncDispose]();
  });

  async function open(): Promise<Session> {
    return pool.open({ signal: new AbortController().signal });
  }

  async function read(sql: string): Promise<unknown> {
    await using session = await open();
    return await readBy(session, sql);
  }

  const change = (sql: string): Promise<void> => changeBy(reached.database, sql);

  // the SQL is the same on every way
  test.each(way === "TCP" ? changes : changes.slice(0, 3))(
    "%s is changed between two calls",
    async (_, sql, changed) => {
      const first = await read(sql);
      expect(await read(sql)).toEqual(first);
      await change(changed);
      await expect(read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
      await expect(read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
    },
  );

  const shared = way === "WebSocket, pooled";
  test.skipIf(shared)("the search path of another connection", async () => {
    await using held = await open();
    const sql = "select * from item, good(1)";
    await readBy(held, sql);
    await readBy(held, sql);
    await reached.database.run(
      `create schema trap; create function trap.good(int) returns text language sql stable as 'select public.evil()::text';
       alter role current_user set search_path = trap, public`,
    );
    await readBy(held, sql);
    await expect(read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
  });

  test("a change that leaves it harmless is read anew", async () => {
    expect(await read("select good(1)")).toEqual([[["one"]]]);
    await change(
      "create or replace function good(n int) returns text language sql stable as 'select ''other'''",
    );
    expect(await read("select good(1)")).toEqual([[["other"]]]);
    expect(await read("select good(1)")).toEqual([[["other"]]]);
  });

  test("a script starts over when what a later statement needs has changed", async () => {
    const sql = "select count(*) from item; select good(1)";
    await read(sql);
    await change(
      "create or replace function good(n int) returns text language sql stable as 'select ''other'''; insert into item values (2)",
    );
    expect(await read(sql)).toEqual([[[2]], [["other"]]]);
    await change(
      "create or replace function good(n int) returns text language sql stable as 'select evil()::text'",
    );
    await expect(read(sql)).rejects.toMatchObject({
      code: "READ_ONLY",
      message: expect.stringMatching(/^Statement 2 of 2/) as string,
    });
  });

  test("many statements keep few plans on the connection, and go on", async () => {
    for (let round = 0; round < 3; round++)
      for (let n = 0; n < 20; n++)
        expect(
          await read(
            `select count(*) from item as alias where "good"(id) = 'one'${" and id = 1".repeat(n % 2)} and (name, ${Array(n).fill("id").join(", ") || "id"}) is not null${n > 9 ? " and lower(name) > ''" : ""}`,
          ),
        ).toEqual([[[1]]]);
    await using session = await open();
    const kept = "select name from pg_prepared_statements";
    const { length } = await session.query(kept);
    expect(length).toBeLessThan(10);
    expect(length > 0).toBe(!shared);
  });
});
