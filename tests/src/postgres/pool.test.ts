import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

const signal = new AbortController().signal;
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase("create table item (id int primary key, name text)");
  pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
});

afterAll(async () => {
  await pool.close();
  await database[Symbol.asyncDispose]();
});

test("a session says where it is", async () => {
  await using session = await pool.open({ signal });
  expect(session.target).toMatchObject({ deployment: "url", database: database.name });
  expect(session.version).toBeGreaterThan(180_000);
  expect(await session.query("select 1 as one, $1::int + 1 as two", [1])).toEqual([
    { one: 1, two: 2 },
  ]);
});

test("rows, limits, skipping", async () => {
  await using session = await pool.open({ signal });
  const result = await session.transaction({ access: "read only" }, () =>
    session.execute("select g as n, g::text as t from generate_series(1, 1000) g", [], {
      maxRows: 100,
      maxBytes: 1e6,
      skip: 500,
    }),
  );
  expect(result.rows.length).toBe(100);
  expect(result.rows[0]).toEqual([501, "501"]);
  expect(result.truncated).toBe(true);
  expect(result.columns).toEqual([
    { name: "n", type: "integer" },
    { name: "t", type: "text" },
  ]);
});

test("writes", async () => {
  await using session = await pool.open({ signal });
  await session.transaction({ access: "read write" }, () =>
    session.execute("insert into item values ($1, $2)", [1, "a"], { maxRows: 1, maxBytes: 1000 }),
  );
  await session.transaction({ access: "read write", rollback: true }, () =>
    session.query("delete from item"),
  );
  expect(await session.query("select * from item")).toEqual([{ id: 1, name: "a" }]);
  await expect(
    session.transaction({ access: "read only" }, () => session.query("delete from item")),
  ).rejects.toMatchObject({ code: "READ_ONLY" });
});

test("cancel", async () => {
  const controller = new AbortController();
  await using session = await pool.open({ signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  const started = Date.now();
  await expect(session.query("select pg_sleep(10)")).rejects.toMatchObject({ code: "CANCELLED" });
  expect(Date.now() - started).toBeLessThan(1000);
});
