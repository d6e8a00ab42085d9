import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../../helpers/client.ts";
import { type TestDatabase, testDatabase } from "../../../helpers/postgres.ts";
import { serve } from "../../../helpers/served.ts";
import { commandLine, serverEnv } from "../../../helpers/server.ts";

type Line = Record<string, unknown>;

let database: TestDatabase;
let folder: string;
let files = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-audit-"));
  database = await testDatabase("create table t (id int primary key, word text)");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database[Symbol.asyncDispose]();
});

const newLog = (): string => join(folder, `audit-${++files}.jsonl`);
const linesOf = (path: string): Line[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
const write = (sql: string, rest: Line = {}) => ({
  name: "run_sql",
  arguments: { sql, mode: "write", ...rest },
});
const tokenIn = (text: string): string => /confirm_token="([^"]+)"/.exec(text)?.[1] ?? "no token";

test("a change is written down before and after it, with where it was; a read is not", async () => {
  const log = newLog();
  await using server = serve(database.url, ["--access", "full", "--audit", log]);
  await using client = await connect(server.config);
  await client.callTool({ name: "run_sql", arguments: { sql: "table t" } });
  await client.callTool(write("insert into t values (1, 'first')"));
  await client.callTool(write("insert into t values (1, 'twice')"));
  const [begin, end, second, failed, ...more] = linesOf(log);
  expect(more).toEqual([]);
  expect(begin).toMatchObject({
    event: "begin",
    principal: "test",
    tool: "run_sql",
    effect: "destroy",
    version: server.config.version,
    pid: process.pid,
  });
  expect(end).toMatchObject({
    event: "end",
    call: begin?.["call"],
    outcome: "done",
    target: { deployment: "url", database: database.name },
  });
  expect(new Date(String(end?.["time"])).toISOString()).toBe(end?.["time"]);
  expect(second?.["arguments"]).not.toBe(begin?.["arguments"]);
  expect(failed).toMatchObject({ outcome: "failed", code: "POSTGRES" });
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

test("the question, the agreement and the change belong together", async () => {
  const log = newLog();
  await database.run("create table doomed (id int); insert into doomed values (1), (2)");
  await using server = serve(database.url, ["--access", "full", "--audit", log]);
  await using client = await connect(server.config);
  const asked = textOf(await client.callTool(write("drop table doomed")));
  const agreed = write("drop table doomed", { confirm_token: tokenIn(asked) });
  await client.callTool(agreed);
  await client.callTool(agreed);
  const lines = linesOf(log);
  expect(lines.map(({ event, outcome, code }) => [event, outcome, code])).toEqual([
    ["begin", undefined, undefined],
    ["end", "asked", "CONFIRMATION_REQUIRED"],
    ["begin", undefined, undefined],
    ["agreed", undefined, undefined],
    ["end", "done", undefined],
    ["begin", undefined, undefined],
    ["end", "failed", "POSTGRES"],
  ]);
  const begins = lines.filter(({ event }) => event === "begin");
  expect(new Set(begins.map((line) => line["arguments"])).size).toBe(1);
  expect(new Set(begins.map((line) => line["call"])).size).toBe(3);
  expect(lines[3]).toMatchObject({ how: "token", plan: expect.stringMatching(/^[\w-]{24}$/) });
  expect(lines[4]).toMatchObject({ how: "token", plan: lines[3]?.["plan"] });
});

test("how it was agreed to is told: by a person, or by nobody", async () => {
  const log = newLog();
  const how = async (flags: string[], person: boolean): Promise<unknown> => {
    await database.run("create table doomed (id int)");
    await using server = serve(database.url, ["--access", "full", "--audit", log, ...flags]);
    const answer = () => ({ action: "accept" as const, content: { confirm: true } });
    await using client = await connect(server.config, person ? { answer } : {});
    await client.callTool(write("drop table doomed"));
    return linesOf(log).at(-1);
  };
  expect(await how([], true)).toMatchObject({ outcome: "done", how: "elicited" });
  expect(linesOf(log).map(({ event, outcome }) => outcome ?? event)).toEqual([
    "begin",
    "asked",
    "begin",
    "agreed",
    "done",
  ]);
  expect(await how(["--confirm", "never"], false)).toMatchObject({
    outcome: "done",
    how: "not asked",
  });
});

test("what cannot be written down is not done, before the call or after the agreement", async () => {
  const log = newLog();
  await database.run("create table kept (id int)");
  await using server = serve(database.url, ["--access", "full", "--audit", log]);
  rmSync(log);
  mkdirSync(log);
  const answer = () => {
    // between the question and the change
    rmSync(log);
    mkdirSync(log);
    return { action: "accept" as const, content: { confirm: true } };
  };
  await using client = await connect(server.config, { answer });
  const refused = textOf(await client.callTool(write("insert into kept values (1)")));
  expect(refused).toMatch(/^UNAVAILABLE: The audit log of this server cannot be written/);
  expect(refused).toContain("\nNext: Tell the operator");
  const read = await client.callTool({ name: "run_sql", arguments: { sql: "table kept" } });
  expect(read.isError).not.toBe(true);
  rmSync(log, { recursive: true });
  expect(textOf(await client.callTool(write("drop table kept")))).toMatch(/^UNAVAILABLE: /);
  expect(await database.run("table kept")).toEqual([]);
});

test("a log that was moved away is begun anew; one that is there is continued as it is", async () => {
  const log = newLog();
  writeFileSync(log, '{"event":"older"}\n');
  chmodSync(log, 0o640);
  await using server = serve(database.url, ["--access", "full", "--audit", log]);
  await using client = await connect(server.config);
  await client.callTool(write("insert into t values (10, 'a')"));
  renameSync(log, `${log}.1`);
  await client.callTool(write("insert into t values (11, 'b')"));
  expect(linesOf(`${log}.1`).map(({ event }) => event)).toEqual(["older", "begin", "end"]);
  expect(linesOf(log).map(({ event }) => event)).toEqual(["begin", "end"]);
  expect(statSync(`${log}.1`).mode & 0o777).toBe(0o640);
});

test("a killed process leaves the beginning; the shell's calls are written down too", async () => {
  const log = newLog();
  const home = join(folder, "home");
  const args = [...commandLine, "call", "run_sql"];
  const flags = ["--access", "full", "--audit", log];
  const env = { ...serverEnv(), DATABASE_URL: database.url, NEON_DBA_HOME: home };
  const sql = "insert into t select 20, 'slow' from pg_sleep(600)";
  const child = spawn(
    process.execPath,
    [...args, JSON.stringify({ sql, mode: "write" }), ...flags],
    {
      env,
    },
  );
  const running = `select 1 from pg_stat_activity where query like 'insert into t select 20%' and pid <> pg_backend_pid()`;
  await expect.poll(() => database.run(running)).toHaveLength(1);
  child.kill("SIGKILL");
  await once(child, "exit");
  const lines = linesOf(log);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ event: "begin", principal: "shell", pid: child.pid });
});
