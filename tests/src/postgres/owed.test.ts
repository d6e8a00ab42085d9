import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { type Pool, createPool } from "../../../src/postgres/pool.ts";
import { type Reached, reach } from "./ways.ts";

/** One connection, whose callers wait for each other: what one leaves is ended by the next. */
let reached: Reached;
let pool: Pool;

beforeAll(async () => {
  reached = await reach("TCP", "create table item (id int primary key)");
  pool = createPool({ deployment: "url", address: async () => reached.address, max: 1 });
});

afterAll(async () => {
  await pool.close();
  await reached[Symbol.asyncDispose]();
});

const read = { access: "read only" } as const;
const open = (signal = new AbortController().signal): Promise<Session> => pool.open({ signal });

/** The next caller's session, who waited while the one before held a session's lock in a transaction that had read. */
async function afterReader(): Promise<Session> {
  await using before = await open();
  await before.transaction(read, () => before.query("select pg_advisory_lock(7)"));
  return new Promise((resolve, reject) => void open().then(resolve, reject));
}

const state = `select (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
  current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as read_only`;

test("a transaction is one of its own, without the locks of the one before", async () => {
  await using session = await afterReader();
  const rows = await session.transaction({ ...read, isolation: "repeatable read" }, () =>
    session.query(state),
  );
  expect(rows).toEqual([{ locks: 0, isolation: "repeatable read", read_only: "on" }]);
});

test("what comes outside transactions is outside", async () => {
  await using session = await afterReader();
  expect(await session.query(state)).toEqual([
    { locks: 0, isolation: "read committed", read_only: "off" },
  ]);
});

test("what has to run alone runs alone", async () => {
  await using session = await afterReader();
  await expect(session.query("vacuum item")).resolves.toEqual([]);
});

test("who asks for nothing hands it on", async () => {
  const session = await afterReader();
  const third = open();
  await session[Symbol.asyncDispose]();
  await using next = await third;
  expect(await next.query(state)).toMatchObject([{ locks: 0, read_only: "off" }]);
});

test("who goes away while it is ended loses it for nobody", async () => {
  const session = await afterReader();
  const third = open();
  await expect(
    session.transaction({ ...read, statementTimeoutMs: 1 }, () =>
      session.query("select pg_sleep(5)"),
    ),
  ).rejects.toMatchObject({ code: "TIMEOUT" });
  await session[Symbol.asyncDispose]();
  await using next = await third;
  expect(await next.query(state)).toMatchObject([{ locks: 0, read_only: "off" }]);
});

test("a connection that was cut meanwhile is made again", async () => {
  const session = await afterReader();
  await reached.database.run(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  const rows = await session.transaction(read, () => session.query(state));
  expect(rows).toMatchObject([{ locks: 0, read_only: "on" }]);
  await session[Symbol.asyncDispose]();
});
