import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mintToken, redeemToken } from "../../src/mcp/confirmation.ts";
import { fileState } from "../../src/state/files.ts";
import { textOf } from "../helpers/client.ts";
import { connectHttp, serveHttp, startHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { commandLine } from "../helpers/server.ts";
import { startCommand } from "../helpers/program.ts";
import { stateFolder } from "../helpers/server-config.ts";
import { connectStdio } from "../helpers/stdio.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { makeCallers } from "./served-callers.ts";

let database: TestDatabase;
const homes = ["owner", "thief"].map((name) => mkdtempSync(join(tmpdir(), `neon-dba-${name}-`)));
const [own = "", other = ""] = homes;
const envOf = (home: string) => ({ DATABASE_URL: database.url, NEON_DBA_HOME: home });
const flags = ["--toolsets=all", "--access=full"];

let owner: Client & AsyncDisposable;
/** Each has the same database and the same rights, and what the owner was given. */
const thieves: Record<string, Client & AsyncDisposable> = {};
const open: AsyncDisposable[] = [];
let forget = (): void => {};
beforeAll(async () => {
  database = await testDatabase(
    "create table kept (id int primary key); insert into kept select generate_series(1, 20)",
  );
  const callers = makeCallers({ alice: "admin" });
  const http = await serveHttp([...flags, callers.flag], envOf(own));
  open.push(http);
  const [first, second, third] = await Promise.all([
    connectStdio(flags, envOf(own)),
    connectStdio(flags, envOf(other)),
    connectHttp(http.url, { headers: callers.headers("alice") }),
  ]);
  forget = () => callers[Symbol.dispose]();
  owner = first;
  thieves["a process with a home of its own"] = second;
  thieves["a caller over HTTP, on the owner's home"] = third;
});
afterAll(async () => {
  for (const each of [owner, ...Object.values(thieves), ...open]) await each[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  forget();
  for (const home of homes) removeHome(home);
});

const say = async (client: Client, name: string, args: object): Promise<string> =>
  textOf(await client.callTool({ name, arguments: { ...args } }, { timeout: 120_000 }));
const rows = async () => (await database.run("select count(*)::int as n from kept"))[0]?.["n"];

const truncate = { sql: "truncate kept", mode: "write" };
const tokenIn = (text: string): string => /confirm_token="([^"]+)"/.exec(text)?.[1] ?? "";

test("a confirm token over stdio is its process's user's, for that call as it stands, and once", async () => {
  const token = tokenIn(await say(owner, "run_sql", truncate));
  expect(token).not.toBe("");
  const void_ = /^CONFIRM_TOKEN_INVALID/;
  for (const [who, thief] of Object.entries(thieves))
    expect(await say(thief, "run_sql", { ...truncate, confirm_token: token }), who).toMatch(void_);
  const [expiry = "", nonce = "", mac = ""] = token.split(".");
  const later = (Number.parseInt(expiry, 36) + 3_600_000).toString(36);
  for (const changed of [
    `${later}.${nonce}.${mac}`,
    `${expiry}.${nonce.slice(1)}x.${mac}`,
    `${expiry}.${nonce}.`,
    `${expiry}.${nonce}.${"A".repeat(mac.length)}`,
    "x",
  ])
    expect(await say(owner, "run_sql", { ...truncate, confirm_token: changed })).toMatch(void_);
  const else_ = { sql: "truncate kept cascade", mode: "write", confirm_token: token };
  expect(await say(owner, "run_sql", else_)).toMatch(void_);
  expect(await rows()).toBe(20);
  // of two at once one is carried out
  const agreed = { ...truncate, confirm_token: token };
  const both = await Promise.all([0, 1].map(() => say(owner, "run_sql", agreed)));
  expect(both.filter((text) => void_.test(text))).toHaveLength(1);
  expect(await rows()).toBe(0);
  await database.run("insert into kept select generate_series(1, 20)");
});

test("an agreement is void after ten minutes", async () => {
  const ledger = fileState(stateFolder());
  const binding = { tool: "run_sql", args: truncate, plan: { rows: 20 }, principal: "stdio" };
  const minted = Date.now();
  const token = await mintToken(ledger, binding, minted);
  const after = (ms: number) => redeemToken(ledger, token, binding, minted + ms);
  await expect(after(600_001)).rejects.toMatchObject({ code: "CONFIRM_TOKEN_INVALID" });
  expect(await after(599_000)).toBeUndefined();
});

test("a plan that was made over stdio is nobody else's", async () => {
  const made = await owner.callTool({
    name: "plan_migration",
    arguments: { name: "word", sql: "alter table kept add word text" },
  });
  const { plan_id: id } = made.structuredContent as { plan_id: string };
  for (const [who, thief] of Object.entries(thieves)) {
    for (const [name, args] of [
      ["migration_status", { plan_id: id }],
      ["export_migration", { plan_id: id, format: "sql" }],
      ["rehearse_migration", { plan_id: id, on: "shadow" }],
      ["apply_migration", { plan_id: id }],
      ["rollback_migration", { plan_id: id }],
    ] as const)
      expect(await say(thief, name, args), `${who}: ${name}`).toMatch(/^NOT_FOUND/);
    expect(await say(thief, "migration_status", {})).not.toContain(id);
  }
  expect(await say(owner, "migration_status", {})).toContain(id);
});

test("a cursor of one way in is none in the other", async () => {
  const query = { sql: "select id from kept order by id", max_rows: 4 };
  const [http] = Object.values(thieves).slice(-1);
  const cursorIn = (text: string): string => /cursor="([^"]+)"/.exec(text)?.[1] ?? "";
  const [mine, theirs] = await Promise.all(
    [owner, http as Client].map(async (client) => cursorIn(await say(client, "run_sql", query))),
  );
  expect(mine).not.toBe("");
  expect(theirs).not.toBe("");
  for (const [client, cursor] of [
    [http as Client, mine],
    [owner, theirs],
  ] as const)
    expect(await say(client, "run_sql", { ...query, cursor })).toMatch(/^INVALID_INPUT/);
});

test("the state of a question, over stdio, is not taken changed, from another user, or twice", async () => {
  const ask = (id: number, more: object = {}): string =>
    `${JSON.stringify({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: {
        name: "run_sql",
        arguments: truncate,
        ...more,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } },
        },
      },
    })}\n`;
  const agreed = (state: string) => ({
    requestState: state,
    inputResponses: { confirm: { action: "accept", content: { confirm: true } } },
  });
  const [mine, theirs] = homes.map((home) => startCommand([...commandLine, ...flags], envOf(home)));
  if (mine === undefined || theirs === undefined) throw new Error("two of them");
  await using _mine = mine;
  await using _theirs = theirs;
  const answer = async (to: typeof mine, id: number, text: string): Promise<string> => {
    to.child.stdin.write(text);
    const found = (): string | undefined =>
      to
        .stdout()
        .split("\n")
        .find((line) => line.includes(`"id":${id},`) || line.includes(`"id":${id}}`));
    await expect.poll(found, { timeout: 60_000 }).toBeDefined();
    return found() ?? "";
  };
  const state = /"requestState":"([^"]+)"/.exec(await answer(mine, 1, ask(1)))?.[1] ?? "";
  expect(state).not.toBe("");
  expect(await answer(theirs, 2, ask(2, agreed(state)))).toContain('"code":-32602');
  for (const [n, changed] of [`${state}x`, state.slice(1), "x.y"].entries())
    expect(await answer(mine, 3 + n, ask(3 + n, agreed(changed)))).toContain('"code":-32602');
  expect(await rows()).toBe(20);
  expect(await answer(mine, 10, ask(10, agreed(state)))).not.toContain('"isError":true');
  expect(await rows()).toBe(0);
  expect(await answer(mine, 11, ask(11, agreed(state)))).toContain("CONFIRM_TOKEN_INVALID");
  await database.run("insert into kept select generate_series(1, 20)");
});

test("nobody reads or copies what a server signs with, by the variable that says where it is", async () => {
  await using state = await testDatabase();
  const env = {
    DATABASE_URL: database.superuserUrl,
    NEON_DBA_HOME: own,
    NEON_DBA_STATE_URL: state.url,
  };
  await using http = await startHttp(flags, env);
  await using caller = await connectHttp(http.url);
  await using piped = await connectStdio(flags, env);
  for (const client of [caller, piped]) {
    // the state is made with its first use
    expect(await say(client, "migration_status", {})).not.toMatch(/^[A-Z_]+:/);
    const variable = { url_variable: "NEON_DBA_STATE_URL" };
    for (const [name, args] of [
      ["import_data", { from: variable }],
      ["import_data", { from: variable, dry_run: true }],
      ["verify_data", { source: variable }],
      ["manage_replication", { action: "subscribe", name: "s", publication: "p", ...variable }],
      ["manage_replication", { action: "status", ...variable }],
    ] as const)
      expect(await say(client, name, args), name).toMatch(/^PERMISSION: `NEON_DBA_STATE_URL`/);
  }
});
