import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pgDriver } from "../../../../../../src/postgres/pg.ts";
import { value } from "../clients.ts";
import { openGateway, type Fixture } from "../fixture.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openGateway("create sequence counter", { poolSize: 1 });
});
afterAll(() => fixture[Symbol.asyncDispose]());

const pooled = (options = "", more: pg.ClientConfig = {}): Promise<pg.Client> =>
  fixture.tcpClient({ options: `endpoint=${fixture.endpoint}-pooler ${options}`, ...more });

describe("does not survive the transaction, each time and at once", () => {
  test.each([
    ["SET", "set work_mem = '7MB'", "show work_mem", "4MB"],
    [
      "a setting of its own",
      "set my.tenant = '7'",
      "select current_setting('my.tenant', true)",
      null,
    ],
    [
      "set_config",
      "select set_config('search_path', 'app', false)",
      "show search_path",
      '"$user", public',
    ],
    ["SET ROLE", "set role pg_read_all_data", "select current_user = session_user", true],
    ["a temporary table", "create temp table t ()", "select to_regclass('pg_temp.t')", null],
    ["LISTEN", "listen news", "select count(*)::int from pg_listening_channels()", 0],
    [
      "an advisory lock",
      "select pg_advisory_lock(7)",
      "select count(*)::int from pg_locks join pg_database d on d.oid = database where locktype = 'advisory' and datname = current_database()",
      0,
    ],
    ["a sequence's last value", "select nextval('counter')", "select lastval()", "55000"],
    ["PREPARE", "prepare p as select 1", "execute p", "26000"],
    ["a cursor WITH HOLD", "declare c cursor with hold for select 1", "fetch c", "34000"],
    [
      "default_transaction_read_only",
      "set default_transaction_read_only = on",
      "show transaction_read_only",
      "off",
    ],
  ])("%s", async (_, before, after, expected) => {
    const client = await pooled();
    const setup = before.includes("role")
      ? fixture.database.runAsSuperuser(
          `grant pg_read_all_data to ${new URL(fixture.url).username}`,
        )
      : undefined;
    await setup;
    await client.query(before);
    const seen = await value(client, after).catch((error: pg.DatabaseError) => error.code);
    expect(seen === "" ? null : seen).toBe(expected);
  });

  test("but it holds within one", async () => {
    const client = await pooled();
    await client.query(
      "begin; set local work_mem = '7MB'; create temp table t on commit drop as select 1 as n",
    );
    expect(await value(client, "show work_mem")).toBe("7MB");
    expect(await value(client, "select n from t")).toBe(1);
    await client.query("commit");
  });
});

describe("goes with the client, as PgBouncer keeps it", () => {
  test.each([
    ["TimeZone", "set timezone = 'Asia/Tokyo'", "show timezone", "Asia/Tokyo"],
    ["DateStyle", "set datestyle = 'SQL, DMY'", "show datestyle", "SQL, DMY"],
    [
      "application_name",
      "set application_name = 'o''neil \\'",
      "show application_name",
      "o'neil \\",
    ],
  ])("%s", async (_, set, show, expected) => {
    const [client, other] = await Promise.all([pooled(), pooled()]);
    const before = await value(other, show);
    await client.query(set);
    expect(await value(client, show)).toBe(expected);
    expect(await value(other, show)).toBe(before);
    expect(await value(client, show)).toBe(expected);
  });

  test("the name that it came with", async () => {
    const client = await pooled("", { application_name: "mine" });
    expect(await value(client, "show application_name")).toBe("mine");
    expect(await value(await pooled(), "show application_name")).toBe("pgbouncer");
  });

  test("tracked settings in the options, and the one that is ignored", async () => {
    const client = await pooled(
      "-c timezone=Asia/Tokyo --extra_float_digits=3 -cDateStyle=SQL,\\ DMY",
    );
    expect(await value(client, "show timezone")).toBe("Asia/Tokyo");
    expect(await value(client, "show datestyle")).toBe("SQL, DMY");
  });
});

describe("is refused at the start", () => {
  const advice =
    "Please use unpooled connection or remove this parameter from the startup package. More details: https://neon.tech/docs/connect/connection-errors#unsupported-startup-parameter";

  test.each([
    ["-c search_path=app", `unsupported startup parameter in options: search_path. ${advice}`],
    [
      "--statement_timeout=1",
      `unsupported startup parameter in options: statement_timeout. ${advice}`,
    ],
    [
      "-x",
      `unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed. ${advice}`,
    ],
  ])("%s", async (options, message) => {
    await expect(pooled(options)).rejects.toMatchObject({ code: "08P01", message });
  });

  test("replication", async () => {
    await expect(pooled("", { replication: "database" } as pg.ClientConfig)).rejects.toThrow(
      `unsupported startup parameter: replication. ${advice}`,
    );
  });

  test("which this project's own sessions fall back from", async () => {
    const { username, password, pathname } = new URL(fixture.url);
    const address = {
      host: "127.0.0.1",
      port: fixture.tcpPort,
      user: username,
      password,
      database: pathname.slice(1),
      options: `endpoint=${fixture.endpoint}-pooler`,
    };
    const wire = await pgDriver(address, AbortSignal.timeout(5000));
    expect(wire.parameters.get("server_version")).toMatch(/^\d+/);
    await wire.end();
  });
});

test("settings that a role or database has stand", async () => {
  await using fresh = await openGateway();
  const { username } = new URL(fresh.url);
  await fresh.database.runAsSuperuser(`alter role ${username} set work_mem = '9MB'`);
  expect(await value(await fresh.client(fresh.pooledUrl), "show work_mem")).toBe("9MB");
});
