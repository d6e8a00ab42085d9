import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eras, textOf } from "../../helpers/client.ts";
import { filesIn } from "../../helpers/files-in.ts";
import { connectHttp, type HttpProcess, startHttp } from "../../helpers/http.ts";
import { type LocalNeon, localNeon } from "../../helpers/local-neon.ts";
import { removeHome } from "../../helpers/temporary-folder.ts";
import { ask, initialize, jsonHeaders } from "./ask.ts";

/** Two keys of one account, and one of nobody. */
const [ours, second, foreign] = ["a", "b", "c"].map((letter) => `napi_${letter.repeat(40)}`);
const home = mkdtempSync(join(tmpdir(), "neon-dba-keys-"));
const audit = join(home, "audit.log");
let neon: LocalNeon;
let server: HttpProcess;
/** Keys that the API was asked with. */
const used: (string | undefined)[] = [];

/** The API of that Neon, for the two keys. */
const api = createServer((incoming, response) => {
  const key = incoming.headers.authorization?.replace("Bearer ", "");
  used.push(key);
  const known = key === ours || key === second;
  const target = new URL(incoming.url ?? "", neon.apiUrl);
  const headers = { ...incoming.headers, authorization: `Bearer ${known ? neon.key : "wrong"}` };
  const sent = forward(target, { method: incoming.method ?? "GET", headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  incoming.pipe(sent);
});

/** Sessions on its databases come the same way, and bring passwords instead of a key. */
api.on("upgrade", (incoming, socket) => {
  const { port, hostname, host } = new URL(neon.apiUrl);
  const through = connect(Number(port), hostname, () => {
    const headers = Object.entries({ ...incoming.headers, host });
    const lines = headers.map(([name, value]) => `${name}: ${String(value)}`);
    through.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    through.pipe(socket).pipe(through);
  });
  for (const [one, other] of [
    [through, socket],
    [socket, through],
  ] as const)
    one.on("error", () => other.destroy()).once("close", () => other.destroy());
});

beforeAll(async () => {
  neon = await localNeon();
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const { pathname } = new URL(neon.apiUrl);
  server = await startHttp(["--neon-keys=request", "--toolsets=all", "--log-level=debug"], {
    NEON_DBA_HOME: home,
    NEON_DBA_AUDIT: audit,
    NEON_API_HOST: `http://127.0.0.1:${(api.address() as AddressInfo).port}${pathname}`,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  api.closeAllConnections();
  api.close();
  await neon[Symbol.asyncDispose]();
  removeHome(home);
});

const withKey = (key = "", era: (typeof eras)[number] = "modern") =>
  connectHttp(server.url, { era, headers: { "x-neon-api-key": key } });

async function say(client: Client, name: string, args: object = {}): Promise<string> {
  return textOf(await client.callTool({ name, arguments: { ...args } }));
}

test.each(eras)("each request is served with its own key and no other: %s", async (era) => {
  await using mine = await withKey(ours, era);
  await using stranger = await withKey(foreign, era);
  used.length = 0;
  expect(await say(mine, "run_sql", { sql: "select 40 + 2 as answer" })).toContain("42");
  expect(new Set(used)).toEqual(new Set([ours]));
  used.length = 0;
  // what the first one found out and has open is nothing to the second
  expect(await say(stranger, "run_sql", { sql: "select 40 + 2 as answer" })).toMatch(/^PERMISSION/);
  expect(await say(stranger, "list_branches")).toMatch(/^PERMISSION/);
  expect(await say(stranger, "list_projects")).toMatch(/^PERMISSION/);
  expect(new Set(used)).toEqual(new Set([foreign]));
});

test("a change is made and audited under the digest of the key, a plan is seen by its key alone", async () => {
  await using mine = await withKey(ours);
  await using other = await withKey(second);
  expect(await say(mine, "create_branch", { name: "keyed", expires_in: "1h" })).toContain("keyed");
  expect(await say(other, "list_branches")).toContain("keyed");
  const made = await mine.callTool({
    name: "plan_migration",
    arguments: { name: "notes", sql: "create table notes (id bigint primary key)" },
  });
  const { plan_id: id } = made.structuredContent as { plan_id: string };
  expect(await say(mine, "migration_status", {})).toContain(id);
  expect(await say(other, "migration_status", { plan_id: id })).toMatch(/^NOT_FOUND/);
  expect(readFileSync(audit, "utf8")).toMatch(/"key:[0-9a-f]{32}"/);
});

test("whose Neon is served is told at the start, and where a key that is none came from", async () => {
  expect(server.log()).toContain(" serves the Neon of each request's key, access guarded, ");
  await using client = await withKey("napi_of_nobody");
  const refused = await say(client, "list_branches");
  expect(refused).toMatch(/^PERMISSION/);
  expect(refused).toContain("or of the request's X-Neon-API-Key, is valid");
});

test("metrics are scraped without a key, and without knowing what narrows calls", async () => {
  for (const headers of [{}, { "x-neon-api-key": "short" }, { "x-neon-dba-access": "all" }]) {
    const { status, body } = await ask(server.url, { method: "GET", path: "/metrics", headers });
    expect([status, body]).toEqual([200, expect.stringContaining("neon_dba_tool_calls_total")]);
  }
});

test("a request without a key is refused, and none is kept anywhere", async () => {
  for (const key of [undefined, "", "short", "napi_ä"]) {
    const headers = { ...jsonHeaders, ...(key === undefined ? {} : { "x-neon-api-key": key }) };
    const { status, body } = await ask(server.url, { headers, pieces: [initialize] });
    expect([status, body]).toEqual([400, expect.stringContaining("X-Neon-API-Key")]);
  }
  const metrics = await ask(server.url, {
    method: "GET",
    path: "/metrics",
    headers: { "x-neon-api-key": ours },
  });
  expect(metrics.status).toBe(200);
  const files = filesIn(home);
  expect(files.length).toBeGreaterThan(2);
  const written = [server.log(), metrics.body, ...files];
  for (const key of [ours, second, foreign])
    expect(written.filter((text) => text.includes(key ?? "")).length).toBe(0);
});
