import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { textOf } from "../../helpers/client.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { commandLine, serverEnv, startServer } from "../../helpers/server.ts";

/** Long enough to be interrupted, and allowed by the guard. */
const long = "select count(*) as long_running from generate_series(1, 2000000000)";
const running =
  "select count(*)::int as n from pg_stat_activity where state = 'active' and query like '%long_running%' and datname = current_database() and pid <> pg_backend_pid()";

const homes = mkdtempSync(join(tmpdir(), "neon-dba-homes-"));
const home = (): string => mkdtempSync(join(homes, "home-"));
afterAll(() => rmSync(homes, { recursive: true, force: true }));

test("cancelling a call ends its statement in Postgres, and the server goes on", async () => {
  await using database = await testDatabase();
  await using client = await startServer([], { DATABASE_URL: database.url, NEON_DBA_HOME: home() });
  const stop = new AbortController();
  const pending = client.callTool(
    { name: "run_sql", arguments: { sql: long } },
    { signal: stop.signal },
  );
  await expect.poll(() => database.runAsSuperuser(running)).toEqual([{ n: 1 }]);
  stop.abort();
  await expect(pending).rejects.toThrow("aborted");
  await expect
    .poll(() => database.runAsSuperuser(running), { timeout: 20_000 })
    .toEqual([{ n: 0 }]);
  const after = await client.callTool({ name: "run_sql", arguments: { sql: "select 1" } });
  expect(after.isError).toBeFalsy();
});

test.each([
  ["the client goes", (pid: number, end: () => void) => end()],
  ["the process is told to stop", (pid: number) => process.kill(pid, "SIGTERM")],
  ["the process is killed", (pid: number) => process.kill(pid, "SIGKILL")],
])("when %s, the statement ends in Postgres and the process is gone", async (_, act) => {
  await using database = await testDatabase();
  const child = spawn(process.execPath, [...commandLine], {
    env: { ...serverEnv(), DATABASE_URL: database.url, NEON_DBA_HOME: home() },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const gone = once(child, "exit");
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  send({
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    },
  });
  await once(child.stdout, "data");
  send({ method: "notifications/initialized" });
  send({ id: 2, method: "tools/call", params: { name: "run_sql", arguments: { sql: long } } });
  await expect.poll(() => database.runAsSuperuser(running)).toEqual([{ n: 1 }]);
  act(child.pid ?? 0, () => child.stdin.end());
  await expect
    .poll(() => database.runAsSuperuser(running), { timeout: 20_000 })
    .toEqual([{ n: 0 }]);
  await gone;
});

test("standard output carries the protocol only, standard error JSON lines without secrets", async () => {
  await using database = await testDatabase();
  const child = spawn(process.execPath, [...commandLine, "--log-level", "debug"], {
    env: { ...serverEnv(), DATABASE_URL: database.url, NEON_DBA_HOME: home() },
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk.toString()));
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  send({
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    },
  });
  send({ method: "notifications/initialized" });
  send({
    id: 2,
    method: "tools/call",
    params: { name: "run_sql", arguments: { sql: "select 1" } },
  });
  send({
    id: 3,
    method: "tools/call",
    params: { name: "run_sql", arguments: { sql: "nonsense" } },
  });
  child.stdin.write("this is no JSON\n");
  const lines = (chunks: string[]): string[] =>
    chunks
      .join("")
      .split("\n")
      .filter((line) => line !== "");
  await expect.poll(() => lines(out).length).toBeGreaterThanOrEqual(3);
  const closed = once(child, "close");
  child.stdin.end();
  await closed;
  for (const line of lines(out)) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
  expect(lines(err).length).toBeGreaterThan(0);
  for (const line of lines(err)) expect(JSON.parse(line)).toMatchObject({ name: "neon-dba" });
  const password = new URL(database.url).password;
  expect(out.join("") + err.join("")).not.toContain(password);
});

test("a wrong password is told without telling it", async () => {
  await using database = await testDatabase();
  const url = new URL(database.url);
  url.password = "wrong-horse-battery";
  await using client = await startServer([], { DATABASE_URL: url.href, NEON_DBA_HOME: home() });
  const result = await client.callTool({ name: "run_sql", arguments: { sql: "select 1" } });
  expect(textOf(result)).toMatch(/^PERMISSION/);
  expect(JSON.stringify(result)).not.toContain("wrong-horse");
});
