import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { textOf } from "../helpers/client.ts";
import { connectHttp, type HttpProcess, startHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { brokenRequests } from "./broken-requests.ts";
import { checkFlat, memoryOf, memoryReport } from "./memory.ts";
import { mutate, type Seed, validMessage } from "./mutations.ts";
import { type Random, seeded } from "./random.ts";
import { converse, messagesOf, post, responses } from "./raw-http.ts";
import { type Callers, makeCallers } from "./served-callers.ts";
import { checkAnswer } from "./well-formed.ts";

const SEED = 20_261_122;
const [ROUNDS, CONNECTIONS, PIPELINED] = [10, 24, 60];
const BROKEN_PER_ROUND = 120;

/** What the statements of another caller hold, all the while. */
const canary = "canary-of-alice-7f3a";

let database: TestDatabase;
let server: HttpProcess;
let callers: Callers;
let home: string;
let port: number;
let secrets: string[];

beforeAll(async () => {
  database = await testDatabase("create table t (id int primary key)");
  callers = makeCallers({ alice: "admin", mallory: "read" });
  home = mkdtempSync(join(tmpdir(), "neon-dba-fuzz-"));
  server = await startHttp([callers.flag, "--rate-limit=1000000", "--log-level=error"], {
    ...memoryReport,
    DATABASE_URL: database.url,
    NEON_DBA_HOME: home,
  });
  port = Number(new URL(server.url).port);
  const { password } = new URL(database.url);
  secrets = [canary, password, callers.token("alice"), callers.token("mallory")];
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  callers[Symbol.dispose]();
  removeHome(home);
});

interface Sent {
  readonly bytes: Buffer;
  readonly text: string;
}

/** A message of either era with something wrong in its body or its headers, and one time in ten with nothing wrong. */
function spoiled(random: Random, session: string, isLast: boolean): Sent {
  const { era, message }: Seed = validMessage(random);
  const text = random.chance(0.1) ? JSON.stringify(message) : mutate(random, message);
  const headers: Record<string, string | undefined> = {
    ...callers.headers("mallory"),
    ...(era === "modern" ? modernHeaders(message) : { "mcp-session-id": session }),
    ...(random.chance(0.15) ? spoiledHeader(random) : {}),
    ...(isLast ? { connection: "close" } : {}),
  };
  const body = Buffer.from(text);
  // no UTF-8 any more
  if (random.chance(0.02) && body.length > 0) body[body.length >> 1] = 0xff;
  if (!random.chance(0.1)) return { bytes: post(port, body, headers), text };
  const chunked = { ...headers, "content-length": undefined, "transfer-encoding": "chunked" };
  const head = post(port, "", chunked);
  return { bytes: Buffer.concat([head, inChunks(random, body)]), text };
}

function modernHeaders({ method, params }: Seed["message"]): Record<string, string | undefined> {
  const { name, uri } = params as { name?: string; uri?: string };
  return {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": String(method),
    "mcp-name": name ?? uri,
  };
}

const spoiledHeader = (random: Random): Record<string, string | undefined> => ({
  [random.pick([
    "mcp-protocol-version",
    "mcp-method",
    "mcp-name",
    "mcp-session-id",
    "content-type",
    "accept",
    "authorization",
    "traceparent",
    "last-event-id",
    "x-neon-api-key",
    "origin",
  ])]: random.pick<string | undefined>([
    undefined,
    "",
    "x",
    "2025-06-18",
    "1".repeat(3_000),
    "tools/list",
    "__proto__",
    "Bearer ",
    "Bearer ndba_0000000000000000000000",
    "application/json; charset=utf-16",
    "%00%0d%0a",
    "00-0-0-0",
    "\xe9\xff",
  ]),
});

function inChunks(random: Random, body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const part = body.subarray(at, at + 1 + random.below(400));
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
    at += part.length;
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

/** A connection with many messages, none of which waits for the answer before it. */
async function pipeline(seed: number, session: string): Promise<number> {
  const random = seeded(seed);
  const sent = Array.from({ length: PIPELINED }, (_, n) =>
    spoiled(random, session, n === PIPELINED - 1),
  );
  const got = responses(await converse(port, [Buffer.concat(sent.map(({ bytes }) => bytes))]));
  expect(got.length, `answers of seed ${seed}`).toBe(sent.length);
  for (const [n, response] of got.entries()) {
    const to = `${seed}/${n}: ${sent[n]?.text.slice(0, 400)}`;
    expect(response.status, to).not.toBe(500);
    const isOAuth = [400, 401, 403].includes(response.status) && response.body.includes("_desc");
    if (!isOAuth) for (const each of messagesOf(response)) checkAnswer(each, { secrets, to });
  }
  return sent.length;
}

async function beginSession(): Promise<string> {
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "fuzz", version: "1" },
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  const bytes = post(port, body, { ...callers.headers("mallory"), connection: "close" });
  return responses(await converse(port, [bytes]))[0]?.headers["mcp-session-id"] ?? "";
}

test("whatever is sent, the server answers as the protocol wants, to whom it belongs, and stays as it was", async () => {
  await using alice = await connectHttp(server.url, { headers: callers.headers("alice") });
  const ask = async (): Promise<void> => {
    const arguments_ = { sql: `select '${canary}' as mine` };
    const answer = await alice.callTool({ name: "run_sql", arguments: arguments_ });
    expect(textOf(answer)).toContain(canary);
  };
  const session = await beginSession();
  expect(session).not.toBe("");
  let [messages, broken] = [0, 0];
  const round = async (n: number): Promise<void> => {
    const seeds = Array.from({ length: CONNECTIONS }, (_, each) => SEED + n * 1_000 + each);
    for (let at = 0; at < seeds.length; at += 6) {
      const counts = await Promise.all([
        ...seeds.slice(at, at + 6).map((seed) => pipeline(seed, session)),
        ask().then(() => 0),
      ]);
      messages += counts.reduce((sum, count) => sum + count, 0);
    }
    const random = seeded(SEED + n);
    const attempts = brokenRequests(random, port, BROKEN_PER_ROUND);
    for (let at = 0; at < attempts.length; at += 20)
      await Promise.all(
        attempts.slice(at, at + 20).map(async ({ pieces, pauseMs }) => {
          const bytes = await converse(port, pieces, { idleMs: 1_000, pauseMs, halfClose: true });
          for (const { status } of responses(bytes)) expect(status).toBeGreaterThanOrEqual(400);
        }),
      );
    broken += attempts.length;
    await ask();
  };
  // the first three fill caches, pools and compiled code
  for (let n = 0; n < 3; n += 1) await round(n);
  const warm = await memoryOf(server.pid, server.log);
  for (let n = 3; n < ROUNDS; n += 1) await round(n);
  const end = await memoryOf(server.pid, server.log);
  expect(messages).toBe(ROUNDS * CONNECTIONS * PIPELINED);
  expect(broken).toBe(ROUNDS * BROKEN_PER_ROUND);
  checkFlat(warm, end);
  expect(server.log()).not.toMatch(/unexpected|Unhandled|"level":(50|60)/);
});
