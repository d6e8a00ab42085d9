import { afterAll, beforeAll, expect, test } from "vitest";
import { eras } from "../../helpers/client.ts";
import { connectHttp, serveHttp } from "../../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../../helpers/postgres.ts";
import { toolsets } from "../../../tools/index.ts";
import { ask, initialize, jsonHeaders } from "./ask.ts";
import { say } from "./callers.ts";

let database: TestDatabase;
let server: Awaited<ReturnType<typeof serveHttp>>;
beforeAll(async () => {
  database = await testDatabase("create table t (era text)");
  const flags = ["--access=full", "--toolsets=default,health"];
  server = await serveHttp(flags, { DATABASE_URL: database.url });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const namesOf = (name: string): string[] =>
  (toolsets as Record<string, { tools: readonly { name: string }[] }>)[name]?.tools
    .map((tool) => tool.name)
    .toSorted() ?? [];

test.each(eras)("%s: a request that wants to read alone can do nothing else", async (era) => {
  const headers = { "X-Neon-DBA-Access": "read" };
  await using reader = await connectHttp(server.url, { era, headers });
  await using writer = await connectHttp(server.url, { era });
  const write = { sql: `insert into t values ('${era}')`, mode: "write" };
  expect(await say(reader, "run_sql", write)).toMatch(
    /^READ_ONLY: This request may only read: .*\nNext: .*without `X-Neon-DBA-Access: read`/s,
  );
  expect(await say(reader, "run_sql", { sql: "table t" })).toMatch(/^SELECT: /);
  const { tools } = await reader.listTools();
  expect(tools.map(({ name }) => name)).not.toContain("apply_migration");
  expect(tools.find(({ name }) => name === "run_sql")?.annotations).toMatchObject({
    readOnlyHint: true,
  });
  expect(reader.getInstructions()).toContain("Nothing can be changed");
  // the same caller without the header is as before
  expect(await say(writer, "run_sql", write)).toMatch(/^INSERT: /);
  expect((await writer.listTools()).tools.map(({ name }) => name)).toContain("apply_migration");
  expect(await database.run(`select count(*)::int as n from t where era = '${era}'`)).toEqual([
    { n: 1 },
  ]);
});

test.each(eras)("%s: toolsets are narrowed to those that are named", async (era) => {
  const headers = { "X-Neon-DBA-Toolsets": "query" };
  await using client = await connectHttp(server.url, { era, headers });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(namesOf("query"));
  expect(await say(client, "run_sql", { sql: "select 1" })).toMatch(/^SELECT: /);
  await expect(client.callTool({ name: "list_branches", arguments: {} })).rejects.toThrow(
    /list_branches/,
  );
});

test("a narrowed list is not one that may be cached for everyone", async () => {
  const list = async (more: Record<string, string>) => {
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const body = { jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: meta } };
    const method = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" };
    const headers = { ...jsonHeaders, ...method, ...more };
    const told = await ask(server.url, { headers, pieces: [JSON.stringify(body)] });
    expect(told.status, told.body).toBe(200);
    return told.body;
  };
  expect(await list({})).toContain('"cacheScope":"public"');
  expect(await list({ "x-neon-dba-toolsets": "query" })).toContain('"cacheScope":"private"');
});

test.each([
  ["X-Neon-DBA-Access", "all", /X-Neon-DBA-Access takes read, guarded, full/],
  ["X-Neon-DBA-Toolsets", "project", /names \\"project\\", which is not served here; it takes /],
  ["X-Neon-DBA-Toolset", "query", /did you mean x-neon-dba-toolsets\?/],
])("%s: %s is refused before anything is done", async (name, value, sentence) => {
  const headers = { ...jsonHeaders, [name]: value };
  const told = await ask(server.url, { headers, pieces: [initialize] });
  expect(told.status).toBe(400);
  expect(told.body).toMatch(sentence);
  expect(told.headers["mcp-session-id"]).toBeUndefined();
});
