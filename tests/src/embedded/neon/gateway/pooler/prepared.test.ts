import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { value } from "../clients.ts";
import { openGateway, type Fixture } from "../fixture.ts";
import { RawClient } from "../raw-client.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openGateway("create table task (id int primary key)", { poolSize: 1 });
});
afterAll(() => fixture[Symbol.asyncDispose]());

const pooled = (): Promise<pg.Client> =>
  fixture.tcpClient({ options: `endpoint=${fixture.endpoint}-pooler` });

const raw = (): Promise<RawClient> =>
  RawClient.open(fixture.tcpPort, new URL(fixture.url), `endpoint=${fixture.endpoint}-pooler`);

/** Hangs where what a test asked for is not over: there is one server connection. */
afterEach(async () => {
  const client = await pooled();
  await client.query("select 1");
  await client.end();
});

test("named statements of the driver work on whatever server connection", async () => {
  await using several = await openGateway("", { poolSize: 3 });
  const clients = await Promise.all(
    Array.from({ length: 6 }, () => several.client(several.pooledUrl)),
  );
  for (let round = 0; round < 5; round++)
    await Promise.all(
      clients.map(async (client, index) => {
        // The same name for different statements.
        const text = `select $1::int + ${index} as sum`;
        const { rows } = await client.query({ name: "add", text, values: [round] });
        expect(rows).toEqual([{ sum: round + index }]);
      }),
    );
});

test("a statement is prepared once per transaction and its completion told only when asked", async () => {
  const client = await raw();
  expect(await client.ask(client.parse("s", "select 1"), client.sync())).toBe("1Z");
  const run = [client.bind("s"), client.execute()];
  expect(await client.ask(...run, ...run, client.sync())).toBe("2DC2DCZ");
  expect(await client.ask(client.describe("s"), client.sync())).toBe("tTZ");
});

test("an error in a pipeline skips to the Sync, and what was not prepared is not", async () => {
  const client = await raw();
  const bad = client.parse("s", "select nothing");
  const good = client.parse("s", "select 1");
  const run = [client.bind("s"), client.execute()];
  expect(await client.ask(bad, ...run, client.sync())).toBe("EZ");
  expect(await client.ask(...run, client.sync())).toBe("EZ");
  expect(await client.ask(good, ...run, client.sync())).toBe("12DCZ");
  expect(await client.ask(...run, client.sync())).toBe("2DCZ");
});

test("a statement that could not be prepared again is tried anew", async () => {
  const client = await raw();
  await client.ask(client.query("create table brief ()"));
  await client.ask(client.parse("s", "select from brief"), client.sync());
  await client.ask(client.query("drop table brief"), client.query("begin; savepoint a"));
  const run = [client.bind("s"), client.execute(), client.sync()];
  expect(await client.ask(...run)).toBe("EZ");
  await client.ask(client.query("rollback to a; create table brief ()"));
  expect(await client.ask(...run)).toBe("2CZ");
  await client.ask(client.query("rollback"));
});

test("a name that is taken is refused as by Postgres", async () => {
  const client = await raw();
  expect(await client.ask(client.parse("s", "select 1"), client.sync())).toBe("1Z");
  expect(await client.ask(client.parse("s", "select 2"), client.sync())).toBe("EZ");
  expect(client.error).toContain("42P05");
  expect(await client.ask(client.bind("s"), client.execute(), client.sync())).toBe("2DCZ");
});

test("a statement that is closed is gone, within a transaction and outside", async () => {
  const client = await raw();
  const run = [client.bind("s"), client.execute(), client.sync()];
  await client.ask(client.parse("s", "select 1"), client.sync());
  expect(await client.ask(client.close("s"), client.sync())).toBe("3Z");
  expect(await client.ask(...run)).toBe("EZ");
  await client.ask(client.query("begin"));
  await client.ask(client.parse("s", "select 1"), client.sync());
  expect(await client.ask(client.close("s"), ...run)).toBe("3EZ");
  await client.ask(client.query("rollback"));
});

test.each(["deallocate all", "discard all"])("%s forgets them", async (sql) => {
  const client = await raw();
  await client.ask(client.parse("s", "select 1"), client.sync());
  expect(await client.ask(client.query(sql))).toBe("CZ");
  expect(await client.ask(client.bind("s"), client.sync())).toBe("EZ");
  expect(client.error).toContain("26000");
});

test("the unnamed statement is lost with the transaction", async () => {
  const client = await raw();
  expect(await client.ask(client.parse("", "select 1"), client.sync())).toBe("1Z");
  expect(await client.ask(client.bind(""), client.execute(), client.sync())).toBe("EZ");
  expect(client.error).toContain("26000");
});

test("pipelined transactions are answered in order", async () => {
  const client = await raw();
  const one = [client.parse("", "select 1"), client.bind(""), client.execute(), client.sync()];
  expect(
    await client.ask(...one, client.query("begin"), ...one, client.query("commit"), ...one),
  ).toBe("12DCZCZ12DCZCZ12DCZ");
  const slow = client.query("select pg_sleep(0.3)");
  expect(await client.ask(...one, slow, ...one)).toBe("12DCZTDCZ12DCZ");
  client.send(...one, client.parse("", "select 2"), client.flush());
  expect(await client.answers(6)).toBe("12DCZ1");
  expect(await client.ask(client.bind(""), client.execute(), client.sync())).toBe("2DCZ");
});

test("Flush without Sync keeps the server connection", async () => {
  const client = await raw();
  client.send(client.parse("", "select pg_backend_pid()"), client.flush());
  expect(await client.answers(1)).toBe("1");
  client.send(client.bind(""), client.execute(), client.flush());
  expect(await client.answers(3)).toBe("2DC");
  expect(await client.ask(client.sync())).toBe("Z");
});

test("COPY by the extended protocol, whose first Sync Postgres ignores", async () => {
  const client = await raw();
  const copy = [
    client.parse("", "copy task from stdin"),
    client.bind(""),
    client.execute(),
    client.sync(),
  ];
  client.send(...copy);
  expect(await client.answers(3)).toBe("12G");
  expect(await client.ask(client.data("1\n"), client.copyDone(), client.sync())).toBe("CZ");
  client.send(...copy);
  expect(await client.answers(3)).toBe("12G");
  expect(await client.ask(client.data("x\n"), client.copyDone(), client.sync())).toBe("EZ");
  expect(await client.ask(client.query("select 1"))).toBe("TDCZ");
  expect(await value(await pooled(), "select count(*)::int from task")).toBe(1);
});

test("a simple query of several statements is one transaction", async () => {
  const client = await raw();
  expect(await client.ask(client.query("select 1; select 2"))).toBe("TDCTDCZ");
  expect(await client.ask(client.query("select 1; select 1/0; select 2"))).toBe("TDCEZ");
  expect(await client.ask(client.query(""))).toBe("IZ");
});

test("Sync, Close and Flush with nothing before them", async () => {
  const client = await raw();
  expect(await client.ask(client.sync())).toBe("Z");
  expect(await client.ask(client.flush(), client.close("none"), client.sync())).toBe("3Z");
});
