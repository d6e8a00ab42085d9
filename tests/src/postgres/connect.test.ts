import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Address } from "../../../src/core/address.ts";
import { createPool, type Pool, type PoolOptions } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

const signal = new AbortController().signal;
let database: TestDatabase;
const pools: Pool[] = [];

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  await database[Symbol.asyncDispose]();
});

function poolOf(options: Partial<PoolOptions>): Pool {
  const address = async (): Promise<Address> => addressFromUrl(database.url);
  const pool = createPool({ deployment: "url", address, ...options });
  pools.push(pool);
  return pool;
}

async function pid(pool: Pool): Promise<number> {
  await using session = await pool.open({ signal });
  const [row] = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
  return row?.pid ?? 0;
}

describe("connecting", () => {
  test("waits for a server that is not there yet, asking for its address each time", async () => {
    let asked = 0;
    const address = async (): Promise<Address> => {
      asked += 1;
      return { ...addressFromUrl(database.url), ...(asked < 3 ? { port: 1 } : {}) };
    };
    const started = Date.now();
    await pid(poolOf({ address }));
    expect(asked).toBe(3);
    expect(Date.now() - started).toBeGreaterThan(230);
  });

  test("waits for a connection slot", async () => {
    const other = await testDatabase();
    const [{ role } = { role: "" }] = (await other.run("select current_user as role")) as {
      role: string;
    }[];
    await other.runAsSuperuser(`alter role ${role} connection limit 1`);
    const address = async (): Promise<Address> => addressFromUrl(other.url);
    const first = poolOf({ address });
    await pid(first);
    setTimeout(() => void first.close(), 150);
    expect(await pid(poolOf({ address }))).toBeGreaterThan(0);
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
    await other[Symbol.asyncDispose]();
  });

  const secret = "s3cret-p4ss";
  const failures = [
    ["a wrong password", { password: secret }, "PERMISSION"],
    ["a role that does not exist", { user: "nobody_here", password: secret }, "PERMISSION"],
    ["a database that does not exist", { database: "no_such_database" }, "NOT_FOUND"],
    ["a port where nobody listens", { port: 1 }, "UNAVAILABLE"],
    ["a host that does not exist", { host: "nowhere.invalid" }, "UNAVAILABLE"],
    ["a server without TLS where TLS is required", { ssl: "require" }, "UNAVAILABLE"],
  ] as const;

  test.each(failures)("%s ends with what to do", async (_, change, code) => {
    const address = async (): Promise<Address> => ({ ...addressFromUrl(database.url), ...change });
    const error: unknown = await poolOf({ address, connectMs: 50 })
      .open({ signal })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "ToolError", code });
    const { message, next, quoted } = error as { message: string; next: string; quoted?: string };
    expect(next).not.toBe("");
    expect(`${message}${next}${quoted}`).not.toContain(secret);
    expect(`${message}${next}${quoted}`).not.toContain(new URL(database.url).password);
  });

  test("is tried for as long as it may be, and no longer", async () => {
    const address = async (): Promise<Address> => ({ ...addressFromUrl(database.url), port: 1 });
    const started = Date.now();
    await expect(poolOf({ address, connectMs: 500 }).open({ signal })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  test("asks a place without a server a few times, and for long only where it is Neon's", async () => {
    const nobody = { ...addressFromUrl(database.url), port: 1 };
    const asked = { elsewhere: 0, neon: 0 };
    const refused = poolOf({ address: async () => ((asked.elsewhere += 1), nobody) });
    await expect(refused.open({ signal })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(asked.elsewhere).toBeLessThan(7);
    const controller = new AbortController();
    const gateway = "http://127.0.0.1:1";
    const address = async (): Promise<Address> => {
      asked.neon += 1;
      if (asked.neon === 7) controller.abort();
      return { ...nobody, gateway };
    };
    await expect(poolOf({ address }).open(controller)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(asked.neon).toBe(7);
  });

  const stuck = [
    ["starting a compute", { address: () => new Promise<Address>(() => {}) }],
    [
      "waiting to try again",
      { address: async () => ({ ...addressFromUrl(database.url), port: 1 }) },
    ],
    [
      "logging in",
      { address: async () => ({ ...addressFromUrl(database.url), port: silent.port }) },
    ],
  ] as const;
  const silent = { port: 0, server: createServer(() => {}) };
  beforeAll(async () => {
    silent.server.listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.server.once("listening", resolve));
    silent.port = (silent.server.address() as { port: number }).port;
  });
  afterAll(() => void silent.server.close());

  test.each(stuck)("is cancelled while %s", async (_, options) => {
    const controller = new AbortController();
    const opening = poolOf(options).open({ signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    const started = Date.now();
    await expect(opening).rejects.toMatchObject({ code: "CANCELLED" });
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
