import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../src/core/tool.ts";
import { eras, textOf } from "../../helpers/client.ts";
import { connectHttp, serveHttp, serveTools } from "../../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../../helpers/postgres.ts";
import { serverConfig } from "../../helpers/server-config.ts";

/** Long enough to be interrupted, and allowed by the guard. */
const long = "select count(*) as long_running from generate_series(1, 2000000000)";
const running =
  "select count(*)::int as n from pg_stat_activity where state = 'active' and query like '%long_running%' and datname = current_database() and pid <> pg_backend_pid()";

const empty = { input: z.object({}), untrusted: [], effect: "read" } as const;

const count = defineTool({
  ...empty,
  name: "count",
  title: "Count",
  description: "Counts to three.",
  output: z.object({ counted: z.number() }),
  async run(_input, _deps, call) {
    for (const done of [1, 2, 3]) {
      call.progress(done, `step ${done}`, 3);
      await sleep(20);
    }
    return { counted: 3 };
  },
  render: () => ({ head: "counted" }),
});

const erase = defineTool({
  ...empty,
  name: "erase",
  title: "Erase",
  description: "Asks first.",
  effect: "destroy",
  output: z.object({ erased: z.boolean() }),
  async run(_input, _deps, call) {
    await call.confirm({ summary: "Erase 7 rows of t.", plan: { rows: 7 } });
    return { erased: true };
  },
  render: () => ({ head: "erased" }),
});

describe.each(eras)("%s, over HTTP", (era) => {
  let database: TestDatabase;
  let url: string;
  const open: AsyncDisposable[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    const served = await serveHttp([], { DATABASE_URL: database.url });
    ({ url } = served);
    open.push(served, database);
  });
  afterAll(async () => {
    for (const each of open) await each[Symbol.asyncDispose]();
  });

  test("a client lists tools and calls one", async () => {
    await using client = await connectHttp(url, { era });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("run_sql");
    const result = await client.callTool({ name: "run_sql", arguments: { sql: "select 6*7" } });
    expect(result.structuredContent).toMatchObject({ results: [{ rows: [[42]] }] });
    const { prompts } = await client.listPrompts();
    expect(prompts.length).toBeGreaterThan(0);
  });

  test("there is no tool outside the list, and the connection goes on", async () => {
    await using client = await connectHttp(url, { era });
    await expect(client.callTool({ name: "no_such_tool", arguments: {} })).rejects.toThrow(
      /no_such_tool/,
    );
    const after = await client.callTool({ name: "run_sql", arguments: { sql: "select 1" } });
    expect(after.isError).toBeFalsy();
  });

  test("progress arrives while the call runs", async () => {
    await using served = await serveTools(serverConfig([count]));
    await using client = await connectHttp(served.url, { era });
    const seen: number[] = [];
    await client.callTool(
      { name: "count", arguments: {} },
      { onprogress: ({ progress }) => seen.push(progress) },
    );
    expect(seen).toEqual([1, 2, 3]);
  });

  test("a person is asked, and the answer finds the call", async () => {
    await using served = await serveTools(serverConfig([erase]));
    const asked: string[] = [];
    const answer = (message: string) => {
      asked.push(message);
      return { action: "accept" as const, content: { confirm: true } };
    };
    await using client = await connectHttp(served.url, { era, answer });
    const result = await client.callTool({ name: "erase", arguments: {} });
    expect(textOf(result)).toContain("erased");
    expect(asked).toEqual(["Erase 7 rows of t."]);
  });

  test("two calls at once that both ask get their own answers", async () => {
    await using served = await serveTools(serverConfig([erase]));
    const replies = ["accept", "decline"] as const;
    let next = 0;
    const answer = async () => {
      const action = replies[next++] ?? "decline";
      await sleep(action === "accept" ? 200 : 20);
      return { action, ...(action === "accept" ? { content: { confirm: true } } : {}) };
    };
    await using client = await connectHttp(served.url, { era, answer });
    const results = await Promise.all(
      [0, 1].map(() => client.callTool({ name: "erase", arguments: {} })),
    );
    expect(results.map(textOf).toSorted()).toEqual([
      expect.stringMatching(/^CANCELLED: /),
      expect.stringMatching(/^erased/),
    ]);
  });

  test("cancelling a call ends its statement in Postgres, and the connection goes on", async () => {
    await using client = await connectHttp(url, { era });
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

  test("a client that goes takes its statement with it", async () => {
    const stop = new AbortController();
    const sent = rawCall(url, era, await sessionOf(url, era), stop.signal);
    await expect.poll(() => database.runAsSuperuser(running)).toEqual([{ n: 1 }]);
    stop.abort();
    await expect(sent).rejects.toThrow("abort");
    await expect
      .poll(() => database.runAsSuperuser(running), { timeout: 20_000 })
      .toEqual([{ n: 0 }]);
  });
});

const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

async function sessionOf(url: string, era: string): Promise<Record<string, string>> {
  if (era === "modern")
    return {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "run_sql",
    };
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  const response = await fetch(url, { method: "POST", headers, body });
  return { "mcp-session-id": response.headers.get("mcp-session-id") ?? "" };
}

async function rawCall(
  url: string,
  era: string,
  session: Record<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = {
    name: "run_sql",
    arguments: { sql: long },
    ...(era === "modern" ? { _meta: meta } : {}),
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/call", params });
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, ...session },
    body,
    signal,
  });
  return response.text();
}
