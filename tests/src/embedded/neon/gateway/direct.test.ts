import { Pool } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyIn, copyOut, destroy, sendCancel, value } from "./clients.ts";
import { openGateway, type Fixture } from "./fixture.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openGateway();
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe("over WebSocket", () => {
  test("the driver logs in with its pipelined password and has a session", async () => {
    const client = await fixture.client();
    expect(await value(client, "select current_user")).toBe(new URL(fixture.url).username);
    await client.query("set work_mem = '7MB'");
    expect(await value(client, "show work_mem")).toBe("7MB");
    await client.query("begin");
    await client.query("create table t (id int)");
    await client.query("rollback");
    expect(await value(client, "select to_regclass('t')")).toBeNull();
    expect(fixture.routed.at(-1)).toBe(new URL(fixture.url).hostname);
  });

  test("the driver's pool works", async () => {
    const pool = new Pool({ connectionString: fixture.url, max: 3 });
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => pool.query("select $1::int as n", [index])),
    );
    expect(results.map(({ rows }) => rows[0].n)).toEqual([...Array(10).keys()]);
    await pool.end();
  });

  test("rows of 30 MB arrive whole", async () => {
    const client = await fixture.client();
    const { rows } = await client.query(
      "select repeat(md5(i::text), 1000) as x from generate_series(1, 1000) i",
    );
    expect(rows.reduce((sum, { x }) => sum + x.length, 0)).toBe(32_000_000);
    expect(await value(client, "select length($$" + "y".repeat(5_000_000) + "$$)")).toBe(5_000_000);
  });

  test("the wrong password is refused in Neon's words", async () => {
    const url = new URL(fixture.url);
    url.password = "wrong";
    expect(await fixture.refusal(url.href)).toMatchObject({
      code: "28P01",
      message: `password authentication failed for user '${url.username}'`,
    });
  });

  test.each([
    ["a database that is not there", (url: URL) => (url.pathname = "/nowhere"), "3D000"],
    [
      "an endpoint that is not there",
      (url: URL) => (url.host = "ep-other.neon.localhost"),
      "XX000",
    ],
  ])("%s is told", async (_, change, code) => {
    const url = new URL(fixture.url);
    change(url);
    expect(await fixture.refusal(url.href)).toMatchObject({ code });
  });

  test("settings in `options` reach Postgres, the proxy's words do not", async () => {
    const client = await fixture.client(
      `${fixture.url}?options=${encodeURIComponent("endpoint=ep-x -c work_mem=5MB")}&application_name=mine`,
    );
    expect(await value(client, "show work_mem")).toBe("5MB");
    expect(await value(client, "show application_name")).toBe("mine");
  });

  test("notices and notifications come when they happen", async () => {
    const [listener, speaker] = [await fixture.client(), await fixture.client()];
    await listener.query("listen news");
    const heard = new Promise((resolve) => listener.once("notification", resolve));
    await speaker.query("notify news, 'hello'");
    expect(await heard).toMatchObject({ channel: "news", payload: "hello" });
  });
});

describe("over TCP", () => {
  test("the endpoint is in the options", async () => {
    const client = await fixture.tcpClient({
      options: `endpoint=${fixture.endpoint} -c work_mem=6MB`,
    });
    expect(await value(client, "show work_mem")).toBe("6MB");
  });

  test("or before the password", async () => {
    const { password } = new URL(fixture.url);
    const client = await fixture.tcpClient({
      options: "",
      password: `endpoint=${fixture.endpoint};${password}`,
    });
    expect(await value(client, "select 1")).toBe(1);
  });

  test("without an endpoint the error says how to name it", async () => {
    await expect(fixture.tcpClient({ options: "" })).rejects.toThrow(
      "Endpoint ID is not specified. Either please upgrade the postgres client library (libpq) for SNI support or pass the endpoint ID (first part of the domain name) as a parameter: '?options=endpoint%3D<endpoint-id>'",
    );
  });

  test("encryption is declined", async () => {
    await expect(fixture.tcpClient({ ssl: { rejectUnauthorized: false } })).rejects.toThrow(
      "The server does not support SSL connections",
    );
  });

  test("COPY both ways", async () => {
    const client = await fixture.tcpClient();
    await client.query("create temp table c (n int)");
    await copyIn(client, "copy c from stdin", "1\n2\n");
    expect(await copyOut(client, "copy c to stdout")).toBe("1\n2\n");
  });

  test("a statement is cancelled by its key", async () => {
    const client = await fixture.tcpClient();
    const slow = client.query("select pg_sleep(20)").catch((error: unknown) => error);
    await expect.poll(() => active("pg_sleep(20)")).toBe(1);
    await sendCancel(fixture.tcpPort, client);
    expect(await slow).toMatchObject({ code: "57014" });
    expect(await value(client, "select 1")).toBe(1);
  });
});

describe("the end", () => {
  test("a backend goes with its client", async () => {
    const client = await fixture.tcpClient();
    const pid = await value(client, "select pg_backend_pid()");
    destroy(client);
    await expect
      .poll(() =>
        fixture.database.runAsSuperuser(`select from pg_stat_activity where pid = ${String(pid)}`),
      )
      .toEqual([]);
  });

  test("a backend that is terminated is told to the client", async () => {
    const client = await fixture.client();
    const pid = await value(client, "select pg_backend_pid()");
    const failed = client.query("select pg_sleep(20)").catch((error: unknown) => error);
    await fixture.database.runAsSuperuser(`select pg_terminate_backend(${String(pid)})`);
    expect(await failed).toMatchObject({ code: "57P01" });
  });

  test("a disconnect ends clients with an administrator's command", async () => {
    const client = await fixture.client();
    const failed = client.query("select pg_sleep(20)").catch((error: unknown) => error);
    const ended = new Promise((resolve) => client.once("end", () => resolve(undefined)));
    await expect.poll(() => active("pg_sleep(20)")).toBe(1);
    fixture.gateway.disconnect("ep-another");
    expect(fixture.gateway.clients).toBeGreaterThan(0);
    fixture.gateway.disconnect(fixture.endpoint);
    expect(await failed).toMatchObject({ code: "57P01" });
    await ended;
    await expect.poll(() => fixture.gateway.clients).toBe(0);
  });

  test("a fault cuts the connection, when it opens or at the next statement", async () => {
    fixture.faults.set([{ kind: "connection", when: "open" }]);
    expect(String(await fixture.refusal(fixture.url))).toContain("Connection terminated");
    const client = await fixture.client();
    fixture.faults.set([{ kind: "connection", when: "statement" }]);
    await expect(client.query("select 1")).rejects.toThrow("Connection terminated");
  });
});

async function active(query: string): Promise<number> {
  const rows = await fixture.database.runAsSuperuser(
    `select from pg_stat_activity where state = 'active' and query = 'select ${query}' and datname = current_database()`,
  );
  return rows.length;
}
