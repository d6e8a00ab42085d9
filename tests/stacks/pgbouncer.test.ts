import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { noPgbouncer } from "./debian.ts";
import { type PgBouncer, startPgBouncer } from "./pgbouncer.ts";
import { openPlace, type Place } from "./place.ts";

/** Two ways into a database: through the pooler that is asked, and around it. */
interface Asked {
  /** `options` as in libpq; `parameters` as they stand in the startup packet. */
  client(options?: string, parameters?: Record<string, string>): Promise<pg.Client>;
  directly(sql: string): Promise<Record<string, unknown>[]>;
  /** The role that it is. */
  readonly role: () => string;
}

let database: TestDatabase;
let bouncer: PgBouncer;
let place: Place;
const open: pg.Client[] = [];
beforeAll(async () => {
  if (noPgbouncer !== undefined) return;
  [database, place] = await Promise.all([testDatabase(), openPlace()]);
  bouncer = await startPgBouncer(database.url, 2);
});
afterAll(async () => {
  await Promise.all(open.map((client) => client.end().catch(() => {})));
  await bouncer?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  await place?.[Symbol.asyncDispose]();
});

async function connect(
  config: pg.ClientConfig,
  parameters: Record<string, string>,
): Promise<pg.Client> {
  const client = new pg.Client({ ...config, ...parameters });
  client.on("error", () => {});
  await client.connect();
  open.push(client);
  return client;
}

const pgbouncer: Asked = {
  client: (options, parameters = {}) =>
    connect(
      { connectionString: bouncer.url, ...(options === undefined ? {} : { options }) },
      parameters,
    ),
  directly: (sql) => database.run(sql),
  role: () => new URL(database.url).username,
};

const localNeon: Asked = {
  client(options = "", parameters = {}) {
    const url = new URL(place.url("pooled", ""));
    const endpoint = url.searchParams.get("options") ?? "";
    url.search = "";
    const config = {
      connectionString: url.href,
      options: `${endpoint} ${options}`,
      ssl: { ca: place.door.ca },
    };
    return connect(config, parameters);
  },
  directly: (sql) => place.run(sql),
  role: () => "app",
};

const refusal = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => "accepted",
    (error: unknown) =>
      `${(error as { code?: string }).code} ${(error as Error).message.split(". Please")[0]}`,
  );
const limitOf = async (client: pg.Client): Promise<string> =>
  String((await client.query("show statement_timeout")).rows[0]?.statement_timeout);

/** What timeouts.sql, the notes and the gateway of the local Neon rest on. */
describe.skipIf(noPgbouncer).each([
  { name: "PgBouncer", of: pgbouncer },
  { name: "the local Neon", of: localNeon },
])(`$name ${noPgbouncer ?? ""}`, ({ name, of }) => {
  const real = name === "PgBouncer";

  test("refuses settings in the options of the startup packet", async () => {
    expect(await refusal(of.client("-c statement_timeout=30s"))).toBe(
      "08P01 unsupported startup parameter in options: statement_timeout",
    );
    expect(await refusal(of.client("-c search_path=app"))).toBe(
      "08P01 unsupported startup parameter in options: search_path",
    );
    expect(await refusal(of.client("-c extra_float_digits=2"))).toBe("accepted");
  });

  test("has no use for one of its own: PgBouncer refuses it, Neon's proxy drops it before", async () => {
    const asked = of.client(undefined, { statement_timeout: "30000" });
    expect(await refusal(asked)).toBe(
      real ? "08P01 unsupported startup parameter: statement_timeout" : "accepted",
    );
    expect(await asked.then(limitOf, () => "refused")).not.toBe("30s");
  });

  test("keeps application_name for each client", async () => {
    const [first, second] = await Promise.all([
      of.client(undefined, { application_name: "first" }),
      of.client(undefined, { application_name: "second" }),
    ]);
    for (const [client, wanted] of [
      [first, "first"],
      [second, "second"],
      [first, "first"],
    ] as const)
      expect((await client.query("show application_name")).rows).toEqual([
        { application_name: wanted },
      ]);
  });

  test("a SET does not stay with its client", async () => {
    const [first, second] = await Promise.all([of.client(), of.client()]);
    await first.query("set statement_timeout = '7s'");
    // another client's transaction takes the server connection that the SET was made on
    await second.query("begin");
    const other = await limitOf(second);
    const own = await limitOf(first);
    await second.query("rollback");
    expect(own).not.toBe("7s");
    // PgBouncer hands the setting on to whoever comes next; the local Neon takes it back, so that no test passes by luck
    expect(other === "7s").toBe(real);
    await first.query("reset statement_timeout");
    await second.query("reset statement_timeout");
  });

  test("SET LOCAL holds in its transaction", async () => {
    const client = await of.client();
    await client.query("begin; set local statement_timeout = '6s'");
    expect(await limitOf(client)).toBe("6s");
    await client.query("commit");
    expect(await limitOf(client)).not.toBe("6s");
  });

  test("keeps a statement that the protocol prepared, on every server connection", async () => {
    const [first, second] = await Promise.all([of.client(), of.client()]);
    const ask = { name: "by name", text: "select $1::int + 1 as next" };
    expect((await first.query({ ...ask, values: [1] })).rows).toEqual([{ next: 2 }]);
    // the server connection that knows it is taken
    await second.query("begin");
    await second.query("select 1");
    expect((await first.query({ ...ask, values: [2] })).rows).toEqual([{ next: 3 }]);
    await second.query("rollback");
  });

  test("loses a statement that SQL prepared", async () => {
    const [first, second] = await Promise.all([of.client(), of.client()]);
    await first.query("prepare by_sql as select 1");
    await second.query("begin");
    await second.query("select 1");
    expect(await refusal(first.query("execute by_sql"))).toContain("26000");
    await second.query("rollback");
    await first.query("deallocate all");
  });

  test("delivers no notification to a client", async () => {
    const client = await of.client();
    const heard: string[] = [];
    client.on("notification", ({ channel }) => heard.push(channel));
    await client.query("listen news");
    await of.directly("notify news");
    await sleep(100);
    await client.query("select 1");
    expect(heard.length).toBe(0);
    await client.query("unlisten *");
  });

  test("passes on that a backend was ended, with its code", async () => {
    const client = await of.client();
    const asked = refusal(client.query("select pg_sleep(20)"));
    let ended = 0;
    while (ended === 0) {
      const rows = await of.directly(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${of.role()}' and wait_event = 'PgSleep'`,
      );
      ended = rows.length;
      await sleep(10);
    }
    expect(await asked).toBe("57P01 terminating connection due to administrator command");
  });

  test("a setting of the role holds on connections that are opened afterwards", async () => {
    await of.directly(`alter role ${of.role()} set statement_timeout = '30s'`);
    await of.directly(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${of.role()}' and pid <> pg_backend_pid()`,
    );
    // a pooler may hand out a connection of whose end it has not heard
    const limit = async () => limitOf(await of.client()).catch(String);
    await expect.poll(limit, { timeout: 60_000 }).toBe("30s");
  });
});
