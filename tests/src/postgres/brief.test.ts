import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Address } from "../../../src/core/address.ts";
import type { Session } from "../../../src/core/session.ts";
import { createGateway } from "../../../src/embedded/neon/gateway/create-gateway.ts";
import type { Gateway } from "../../../src/embedded/neon/gateway.ts";
import { Faults } from "../../../src/embedded/neon/faults.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

const never = new AbortController().signal;
let database: TestDatabase;
let gateway: Gateway;
let faults: Faults;
let address: Address;
let pool: Pool;
let seen: string[];
let closeServer: () => void;

beforeEach(async () => {
  database = await testDatabase(
    "create table item (id int primary key, name text); insert into item values (1, 'one')",
  );
  const direct = addressFromUrl(database.url);
  faults = new Faults();
  gateway = createGateway({
    faults,
    route: async () => ({ endpoint: "ep-a", pooled: false, port: direct.port }),
  });
  seen = [];
  const server = createServer((request, response) => {
    seen.push("HTTP");
    void gateway.sql(request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    seen.push("WebSocket");
    gateway.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  closeServer = () => {
    server.closeAllConnections();
    server.close();
  };
  // one host for each test: the driver remembers where a host's endpoint is
  const host = `${database.name.replace("_", "-")}.neon.localhost`;
  address = { ...direct, host, port: 5432, gateway: `http://127.0.0.1:${port}` };
  pool = createPool({ deployment: "neon", address: async () => address });
});

afterEach(async () => {
  await pool.close();
  await gateway.close();
  closeServer();
  await database[Symbol.asyncDispose]();
});

async function briefly<T>(work: (session: Session) => Promise<T>, signal = never): Promise<T> {
  await using session = await pool.open({ signal, brief: true });
  return await work(session);
}

describe("a brief session", () => {
  test("reads by HTTP alone", async () => {
    const names = (session: Session): Promise<unknown[]> =>
      session.query("select name from item where id = $1", [1]);
    expect(await briefly(names)).toEqual([{ name: "one" }]);
    // the server's version, then the rows
    expect(seen.splice(0)).toEqual(["HTTP", "HTTP"]);
    expect(await briefly(names)).toEqual([{ name: "one" }]);
    expect(seen).toEqual(["HTTP"]);
  });

  test("knows what it is on", async () => {
    const [target, version] = await briefly(async (session) => [session.target, session.version]);
    await using session = await pool.open({ signal: never });
    expect([target, version]).toEqual([session.target, session.version]);
  });

  test("reads the same as one with a connection, whatever the role prefers", async () => {
    await database.run(
      `alter role current_user set datestyle = 'German, DMY'; alter role current_user set intervalstyle = 'iso_8601';
       alter role current_user set bytea_output = 'escape'; alter role current_user set extra_float_digits = 0`,
    );
    const sql = `select 9007199254740991::int8 as big, 0.1::float8 + 0.2 as float, 1.50::numeric as exact, '{"a": [1]}'::jsonb as document,
      timestamptz '2026-02-01 12:00Z' as at, date '2026-02-01' as day, interval '1 day 2 hours' as span, '\\x00ff'::bytea as bytes,
      array['a', null, '"'] as list, null::text as nothing, 'ü' as text, current_setting('statement_timeout') as timeout`;
    const over = await briefly((session) => session.query(sql));
    expect(seen.splice(0)).toEqual(["HTTP", "HTTP"]);
    await using session = await pool.open({ signal: never });
    expect(over).toEqual(await session.query(sql));
  });

  test("only reads", async () => {
    const work = briefly((session) => session.query("insert into item values (2, 'two')"));
    await expect(work).rejects.toMatchObject({ name: "ToolError", sqlstate: "25006" });
    expect(await database.run("select count(*)::int as n from item")).toEqual([{ n: 1 }]);
  });

  test("tells errors of a statement as a connection does", async () => {
    const wrong = (session: Session): Promise<unknown> => session.query("select nothing from item");
    const error: unknown = await briefly(wrong).catch((caught: unknown) => caught);
    expect(seen).toEqual(["HTTP", "HTTP"]);
    await using session = await pool.open({ signal: never });
    const expected: unknown = await wrong(session).catch((caught: unknown) => caught);
    const { code, message, sqlstate, quoted } = expected as Record<string, unknown>;
    expect(error).toMatchObject({ code, message, sqlstate, quoted });
  });

  test("opens a connection for a transaction, and stays on it", async () => {
    await briefly(async (session) => {
      await session.transaction({ access: "read write" }, async () => {
        await session.query("insert into item values (2, 'two')");
        expect(await session.query("select count(*) as n from item")).toEqual([{ n: 2 }]);
      });
      expect(await session.query("select count(*) as n from item")).toEqual([{ n: 2 }]);
    });
    expect(seen).toEqual(["HTTP", "WebSocket"]);
  });

  test("takes a connection that is idle", async () => {
    await (await pool.open({ signal: never }))[Symbol.asyncDispose]();
    await expect.poll(() => seen).toEqual(["WebSocket"]);
    // it is idle a moment after it was given back
    const asked = async (): Promise<string[]> => {
      seen.splice(0);
      await briefly((session) => session.query("select 1"));
      return [...seen];
    };
    await expect.poll(asked).toEqual([]);
  });

  test("opens a connection when the proxy cuts its request", async () => {
    expect(await briefly((session) => session.query("select 1 as one"))).toEqual([{ one: 1 }]);
    seen.splice(0);
    faults.set([{ kind: "connection", when: "open" }]);
    expect(await briefly((session) => session.query("select 2 as two"))).toEqual([{ two: 2 }]);
    expect(seen).toEqual(["HTTP", "WebSocket"]);
  });

  test("says what is wrong with a login", async () => {
    address = { ...address, password: "wrong" };
    await expect(briefly((session) => session.query("select 1"))).rejects.toMatchObject({
      code: "PERMISSION",
    });
  });

  test("is cancelled, in Postgres too", async () => {
    await briefly((session) => session.query("select 1"));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const work = briefly(
      (session) => session.query("select pg_sleep(100) as stop_http"),
      controller.signal,
    );
    await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
    const running = (): Promise<unknown[]> =>
      database.runAsSuperuser(
        "select 1 from pg_stat_activity where state = 'active' and query like '%stop_http%' and pid <> pg_backend_pid()",
      );
    await expect.poll(running).toEqual([]);
  });
});

test("over TCP a brief session has a connection like any other", async () => {
  const direct = createPool({
    deployment: "url",
    address: async () => addressFromUrl(database.url),
  });
  {
    await using session = await direct.open({ signal: never, brief: true });
    expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
  }
  await direct.close();
});
