import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, eras, textOf } from "../../helpers/client.ts";
import { type LocalNeon, localNeon, ownerAddress } from "../../helpers/local-neon.ts";
import { serveNeon } from "../../helpers/served.ts";
import { Clients } from "../../src/health/scene.ts";

const FLAGS = ["--toolsets", "all", "--project", "local"];
let neon: LocalNeon;
let url: string;
let server: ReturnType<typeof serveNeon>;
beforeAll(async () => {
  neon = await localNeon();
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(neon);
  url = `postgres://${user}:${password}@${host}:${port}/${database}?options=${encodeURIComponent(options)}`;
  server = serveNeon(neon, FLAGS);
  await using clients = new Clients();
  await (
    await clients.connect(url, "setup")
  ).query("create table notes (id int primary key, body text)");
  await (await clients.connect(url, "setup")).query("insert into notes values (1, 'a'), (2, 'b')");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
});

async function call(args: Record<string, unknown>, config = server.config) {
  await using client = await connect(config);
  const result = await client.callTool({ name: "end_sessions", arguments: args });
  const structured = (result.structuredContent ?? {}) as {
    ended: { pid: number; outcome: string }[];
    waited: number;
    waiting: number;
  };
  return { text: textOf(result), structured, isError: result.isError === true };
}

async function agreed(args: Record<string, unknown>) {
  const asked = await call(args);
  const token = /confirm_token="([^"]+)"/.exec(asked.text)?.[1];
  return { asked: asked.text, answer: () => call({ ...args, confirm_token: token }) };
}

const pidOf = async (client: pg.Client): Promise<number> =>
  Number((await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid);

test("who blocks others is ended on the guarded branch when a person agrees; what was not committed is undone, and the others go on", async () => {
  await using clients = new Clients();
  const holder = await clients.connect(url, "worker");
  const pid = await pidOf(holder);
  await holder.query("begin; update notes set body = 'half done' where id = 1");
  const waiter = await clients.connect(url, "api");
  const waited = waiter.query("update notes set body = 'through' where id = 1");
  // it may fail before anybody waits for it, where something else of this test does
  waited.catch(() => {});
  const watcher = await clients.connect(url, "watcher");
  await until(watcher, "wait_event_type = 'Lock' and pid <> $1", await pidOf(watcher));
  const { asked, answer } = await agreed({ pids: [pid], stop: "session" });
  expect(asked).toMatch(
    /^CONFIRMATION_REQUIRED: End 1 session: pid \d+ \(worker, role neondb_owner; idle in transaction, in a transaction for .*; 1 session waits for it: `begin; update notes set body = '…' where id = 1`\)/,
  );
  expect(asked).not.toContain("half done");
  const { text, structured } = await answer();
  expect(structured).toMatchObject({ ended: [{ pid, outcome: "ended" }], waited: 1, waiting: 0 });
  expect(text).toMatch(
    /^1 of 1 ended \(measured\)\. Sessions that wait for them: 1 before, 0 now\.\n/,
  );
  await waited;
  expect((await watcher.query("select body from notes where id = 1")).rows).toEqual([
    { body: "through" },
  ]);
});

test("a statement is stopped and its session stays", async () => {
  await using clients = new Clients();
  const client = await clients.connect(url, "report");
  const pid = await pidOf(client);
  const failed = client
    .query("select pg_sleep(600)")
    .catch((error: { code: string }) => error.code);
  const watcher = await clients.connect(url, "watcher");
  await until(watcher, "wait_event = 'PgSleep' and pid = $1", pid);
  const { answer } = await agreed({ pids: [pid] });
  expect((await answer()).structured.ended).toMatchObject([{ pid, outcome: "ended" }]);
  expect(await failed).toBe("57014");
  expect(await pidOf(client)).toBe(pid);
});

test("a session that has gone on to another transaction since is left alone", async () => {
  await using clients = new Clients();
  const client = await clients.connect(url, "worker");
  const pid = await pidOf(client);
  await client.query("begin");
  const { answer } = await agreed({ pids: [pid], stop: "session" });
  await client.query("commit; begin; insert into notes values (3, 'kept')");
  expect((await answer()).text).toMatch(/^(CONFIRM_TOKEN_INVALID|0 of 1 ended)/);
  await client.query("commit");
  expect(await pidOf(client)).toBe(pid);
});

test.each(eras)("a person behind the client can be asked, and say no (%s)", async (era) => {
  await using clients = new Clients();
  const client = await clients.connect(url, "worker");
  const pid = await pidOf(client);
  await client.query("begin");
  await using asking = await connect(server.config, {
    era,
    answer: () => ({ action: "decline" }),
  });
  const result = await asking.callTool({
    name: "end_sessions",
    arguments: { pids: [pid], stop: "session" },
  });
  expect(textOf(result)).toMatch(/^CANCELLED: /);
  expect(await pidOf(client)).toBe(pid);
});

test("what is refused, with the way on", async () => {
  await using clients = new Clients();
  const idle = await pidOf(await clients.connect(url, "web"));
  expect((await call({ pids: [idle, 2_000_000_000], stop: "session" })).text).toMatch(
    /^NOT_FOUND: There is no session pid 2000000000; nothing was ended\.\nNext: Call check_health/,
  );
  expect((await call({ pids: [idle] })).text).toMatch(
    /^INVALID_INPUT: pid \d+ runs no statement, it is idle\.\nNext: End it with stop: "session"\./,
  );
  const watcher = await clients.connect(url, "watcher");
  const { rows } = await watcher.query<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type = 'checkpointer'",
  );
  expect((await call({ pids: [rows[0]?.pid ?? 0], stop: "session" })).text).toMatch(
    /^UNSUPPORTED: pid \d+ is no client's: /,
  );
  const reading = serveNeon(neon, [...FLAGS, "--access", "read"]);
  const offered = reading.config.tools.map(({ name }) => name);
  await reading[Symbol.asyncDispose]();
  expect(offered).toContain("check_health");
  expect(offered).not.toContain("end_sessions");
});

/** Until there is a session for which the condition holds. */
async function until(watcher: pg.Client, condition: string, pid: number): Promise<void> {
  for (;;) {
    const { rows } = await watcher.query(`select 1 from pg_stat_activity where ${condition}`, [
      pid,
    ]);
    if (rows.length > 0) return;
    await sleep(20);
  }
}
