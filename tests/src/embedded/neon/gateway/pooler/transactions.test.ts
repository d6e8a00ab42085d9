import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { logIn } from "../../../../../../src/embedded/neon/gateway/login.ts";
import { poolSize } from "../../../../../../src/embedded/neon/gateway/pooler/pool.ts";
import { copyIn, copyOut, destroy, sendCancel, value } from "../clients.ts";
import { openGateway, type Fixture } from "../fixture.ts";

let fixture: Fixture;

beforeEach(async () => {
  fixture = await openGateway("create table task (id int primary key, title text)", {
    poolSize: 2,
  });
});
afterEach(() => fixture[Symbol.asyncDispose]());

const pooled = (options: pg.ClientConfig = {}): Promise<pg.Client> =>
  fixture.tcpClient({ options: `endpoint=${fixture.endpoint}-pooler`, ...options });

const sessions = async (): Promise<number> => {
  const rows = await fixture.database.runAsSuperuser(
    "select from pg_stat_activity where datname = current_database() and application_name = 'pgbouncer'",
  );
  return rows.length;
};

test("the driver works over WebSocket, with its pipelined login", async () => {
  const client = await fixture.client(fixture.pooledUrl);
  expect(await value(client, "select current_user")).toBe(new URL(fixture.url).username);
  expect(fixture.routed.at(-1)).toContain("-pooler");
});

test("clients share server connections", async () => {
  const clients = await Promise.all(Array.from({ length: 8 }, () => pooled()));
  const pids = await Promise.all(
    clients.flatMap((client) => [1, 2].map(() => value(client, "select pg_backend_pid()"))),
  );
  expect(new Set(pids).size).toBeLessThanOrEqual(2);
});

test("a transaction has one server connection, and no other client gets it", async () => {
  const [one, two, three] = await Promise.all([pooled(), pooled(), pooled()]);
  const pid = async (client: pg.Client): Promise<unknown> =>
    value(client, "select pg_backend_pid()");
  await Promise.all([one.query("begin"), two.query("begin")]);
  const first = await pid(one);
  expect(await pid(one)).toBe(first);
  expect(await pid(two)).not.toBe(first);
  const waiting = pid(three);
  expect(await Promise.race([waiting, sleep(200, "waits")])).toBe("waits");
  await one.query("insert into task values (1, 'x')");
  await one.query("commit");
  expect(await waiting).toBe(first);
  await two.query("rollback");
});

test("who waits too long is told so as by PgBouncer", async () => {
  await using hasty = await openGateway("", { poolSize: 2, queryWaitMs: 500 });
  const join = () => hasty.tcpClient({ options: `endpoint=${hasty.endpoint}-pooler` });
  const [one, two, three] = await Promise.all([join(), join(), join()]);
  await Promise.all([one.query("begin"), two.query("begin")]);
  await expect(three.query("select 1")).rejects.toMatchObject({
    code: "08P01",
    message: "query_wait_timeout",
  });
});

test("a failed transaction stays with its client until it is rolled back", async () => {
  const client = await pooled();
  await client.query("begin");
  const pid = await value(client, "select pg_backend_pid()");
  await expect(client.query("select 1/0")).rejects.toMatchObject({ code: "22012" });
  await expect(client.query("select 1")).rejects.toMatchObject({ code: "25P02" });
  await client.query("rollback");
  await client.query("begin");
  expect(typeof pid).toBe("number");
  await client.query("commit");
});

test.each(["cut", "ended"])(
  "what a client that is %s has not committed is rolled back",
  async (how) => {
    const [client, other] = await Promise.all([pooled(), pooled()]);
    await client.query("begin; insert into task values (1, 'x')");
    if (how === "cut") destroy(client);
    else await client.end();
    await other.query("set statement_timeout = '5s'; insert into task values (1, 'y')");
    expect(await value(other, "select title from task")).toBe("y");
  },
);

test("a statement of a client that is cut is stopped", async () => {
  const client = await pooled();
  client.query("select pg_sleep(20)").catch(() => {});
  await expect.poll(() => active("pg_sleep(20)")).toBe(1);
  destroy(client);
  await expect.poll(() => active("pg_sleep(20)")).toBe(0);
});

test("COPY both ways, also one that fails, leaves the connection in order", async () => {
  const client = await pooled();
  await copyIn(client, "copy task from stdin", "1\ta\n2\tb\n");
  await expect(copyIn(client, "copy task from stdin", "x\n".repeat(100_000))).rejects.toMatchObject(
    {
      code: "22P02",
    },
  );
  expect(await copyOut(client, "copy task to stdout")).toBe("1\ta\n2\tb\n");
  expect(await value(client, "select count(*)::int from task")).toBe(2);
});

test("rows of 30 MB pass, and a statement of 5 MB", async () => {
  const client = await fixture.client(fixture.pooledUrl);
  const { rows } = await client.query(
    "select repeat(md5(i::text), 1000) as x from generate_series(1, 1000) i",
  );
  expect(rows.reduce((sum, { x }) => sum + x.length, 0)).toBe(32_000_000);
  expect(await value(client, `select length($$${"y".repeat(5_000_000)}$$)`)).toBe(5_000_000);
});

test("a statement is cancelled by the key that the client was given", async () => {
  const [client, other] = await Promise.all([pooled(), pooled()]);
  const slow = client.query("select pg_sleep(20)").catch((error: unknown) => error);
  const untouched = other.query("select pg_sleep(1)");
  await expect.poll(() => active("pg_sleep(20)")).toBe(1);
  await sendCancel(fixture.tcpPort, client);
  expect(await slow).toMatchObject({ code: "57014" });
  await untouched;
  // Nothing runs: the request is not kept for the next statement.
  await sendCancel(fixture.tcpPort, client);
  expect(await value(client, "select 1")).toBe(1);
});

test("200 clients make progress on two server connections", async () => {
  await using wide = await openGateway("", { poolSize: 2 });
  const clients = await Promise.all(Array.from({ length: 200 }, () => wide.client(wide.pooledUrl)));
  const sums = await Promise.all(
    clients.map(async (client, index) => {
      await client.query("begin");
      const sum = await value(client, `select ${index} + 1`);
      await client.query("commit");
      return sum;
    }),
  );
  expect(sums).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
});

describe("server connections", () => {
  test("are closed when nobody uses them", async () => {
    await using quick = await openGateway("", { idleMs: 200 });
    const client = await quick.client(quick.pooledUrl);
    await client.query("begin");
    const count = async (): Promise<number> =>
      (
        await quick.database.runAsSuperuser(
          `select from pg_stat_activity where usename = '${new URL(quick.url).username}'`,
        )
      ).length;
    expect(await count(), "in a transaction it is in use").toBe(1);
    await client.query("commit");
    await expect.poll(count).toBe(0);
    expect(await value(client, "select 1")).toBe(1);
  });

  test("that Postgres ends in a transaction end its client, idle ones nobody", async () => {
    const [client, other] = await Promise.all([pooled(), pooled()]);
    await client.query("begin");
    const failed = client.query("select pg_sleep(20)").catch((error: unknown) => error);
    await expect.poll(() => active("pg_sleep(20)")).toBe(1);
    await fixture.database.runAsSuperuser(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'pgbouncer'",
    );
    expect(await failed).toMatchObject({ code: "57P01" });
    await expect.poll(sessions).toBe(0);
    expect(await value(other, "select 1")).toBe(1);
  });

  test("go with a disconnect, and clients hear of it", async () => {
    const client = await pooled();
    await client.query("begin");
    const failed = client.query("select pg_sleep(20)").catch((error: unknown) => error);
    await expect.poll(() => active("pg_sleep(20)")).toBe(1);
    fixture.gateway.disconnect(fixture.endpoint);
    expect(await failed).toMatchObject({ code: "57P01" });
    await expect.poll(sessions).toBe(0);
    expect(await value(await pooled(), "select 1")).toBe(1);
  });

  test("are as many as nine tenths of what Postgres allows", async () => {
    const { port, username: user, password } = new URL(fixture.database.url);
    const database = fixture.database.name;
    const server = await logIn({ port: Number(port), user, password, database });
    const allowed = Number(await value(server.client, "show max_connections"));
    expect(await poolSize(server)).toBe(Math.floor(allowed * 0.9));
    await server.client.end();
  });
});

test("more clients than allowed are refused", async () => {
  await using small = await openGateway("", { maxPooledClients: 1 });
  await value(await small.client(small.pooledUrl), "select 1");
  expect(await small.refusal(small.pooledUrl)).toMatchObject({
    code: "08P01",
    message: "no more connections allowed (max_client_conn)",
  });
});

test("a wrong password is refused, also after a right one; an old one after a change", async () => {
  await using own = await openGateway("", { trustMs: 100 });
  const client = await own.client(own.pooledUrl);
  const user = String(await value(client, "select current_user"));
  const wrong = new URL(own.pooledUrl);
  wrong.password = "wrong";
  expect(await own.refusal(wrong.href)).toMatchObject({ code: "28P01" });
  await own.database.runAsSuperuser(`alter role ${user} password 'changed'`);
  await sleep(100);
  expect(await own.refusal(own.pooledUrl)).toMatchObject({ code: "28P01" });
});

test("a fault cuts the client at its next statement", async () => {
  const client = await pooled();
  fixture.faults.set([{ kind: "connection", when: "statement" }]);
  await expect(client.query("select 1")).rejects.toThrow("Connection terminated");
  expect(await value(await pooled(), "select 1")).toBe(1);
});

async function active(query: string): Promise<number> {
  const rows = await fixture.database.runAsSuperuser(
    `select from pg_stat_activity where state = 'active' and query = 'select ${query}' and datname = current_database()`,
  );
  return rows.length;
}
