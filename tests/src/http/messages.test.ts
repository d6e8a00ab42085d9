import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveTools } from "../../helpers/http.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { ask, initialize, jsonHeaders, message } from "./ask.ts";

let url: string;
const open: AsyncDisposable[] = [];
beforeAll(async () => {
  const served = await serveTools(serverConfig([]), { requestTimeoutMs: 1_000 });
  ({ url } = served);
  open.push(served);
});
afterAll(async () => {
  for (const each of open) await each[Symbol.asyncDispose]();
});

const post = (text: string | Buffer, headers: Record<string, string> = {}) =>
  ask(url, { headers: { ...jsonHeaders, ...headers }, pieces: [text] });

const modern = (params: object = {}): string =>
  message(1, "tools/call", {
    name: "t",
    arguments: {},
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
      ...params,
    },
  });

const modernHeaders = {
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "tools/call",
  "mcp-name": "t",
};

test.each<[string, string, Record<string, string>, number, number]>([
  ["another content type", initialize, { "content-type": "text/plain" }, 415, -32_000],
  [
    "the type of a form",
    initialize,
    { "content-type": "application/x-www-form-urlencoded" },
    415,
    -32_000,
  ],
  ["no JSON", "{", {}, 400, -32_700],
  ["nothing", "", {}, 400, -32_700],
  ["JSON that is no object", "7", {}, 400, -32_600],
  ["null", "null", {}, 400, -32_600],
  ["an object that is no message", "{}", {}, 400, -32_600],
  ["a batch of one", `[${initialize}]`, {}, 400, -32_600],
  ["a batch of two", `[${modern()},${modern()}]`, modernHeaders, 400, -32_600],
  ["an empty batch", "[]", {}, 400, -32_600],
  ["a client that takes JSON only", initialize, { accept: "application/json" }, 406, -32_000],
  ["a request of no session", message(1, "tools/list"), {}, 400, -32_000],
  ["initialize without params", '{"jsonrpc":"2.0","id":1,"method":"initialize"}', {}, 400, -32_602],
  ["initialize with half of its params", message(1, "initialize"), {}, 400, -32_602],
  ["a session that never was", message(1, "tools/list"), { "mcp-session-id": "x.y" }, 404, -32_001],
  [
    "a name in the header that the body does not have",
    modern(),
    { ...modernHeaders, "mcp-name": "other" },
    400,
    -32_020,
  ],
  [
    "a version that is not served",
    modern({ "io.modelcontextprotocol/protocolVersion": "2031-01-01" }),
    { ...modernHeaders, "mcp-protocol-version": "2031-01-01" },
    400,
    -32_022,
  ],
])("%s is refused with a JSON-RPC error", async (_, text, headers, status, code) => {
  const answer = await post(text, headers);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({
    jsonrpc: "2.0",
    error: { code, message: expect.any(String) },
  });
});

test("bytes that are no UTF-8 are no JSON", async () => {
  const answer = await post(Buffer.from([0x22, 0xff, 0xfe, 0x22]));
  expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([400, -32_700]);
});

test.each(["PUT", "PATCH", "HEAD"])("%s is no method of it", async (method) => {
  const { status, headers } = await ask(url, { method });
  expect([status, headers.allow]).toEqual([405, "POST, DELETE"]);
});

test("another path is told where MCP is", async () => {
  const { status, body } = await ask(url, { path: "/sse", method: "GET" });
  expect(status).toBe(404);
  expect(body).toContain("/mcp");
});

describe("a body that is too large", () => {
  const piece = Buffer.alloc(1024 * 1024, " ");
  test("is refused by the length that it announces, before it is sent", async () => {
    const headers = { ...jsonHeaders, "content-length": String(5 * 1024 * 1024) };
    const answer = await ask(url, { headers, pieces: ["{"], isOpen: true });
    expect(answer.status).toBe(413);
  });

  test("is refused without one as soon as it is", async () => {
    const pieces = Array.from({ length: 5 }, () => piece);
    const answer = await ask(url, { headers: jsonHeaders, pieces, isOpen: true });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body).error.message).toContain("4194304");
  });

  test("is read up to the limit", async () => {
    const pieces = [...Array.from({ length: 3 }, () => piece), initialize];
    expect((await ask(url, { headers: jsonHeaders, pieces })).status).toBe(200);
  });
});

test("a body that does not arrive is not waited for", async () => {
  const started = performance.now();
  const waiting = ask(url, { headers: jsonHeaders, pieces: ["{"], isOpen: true });
  const ended = waiting.then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code,
  );
  expect(await Promise.race([ended, sleep(6_000)])).toSatisfy((end) =>
    [408, "ECONNRESET"].includes(end as never),
  );
  expect(performance.now() - started).toBeGreaterThan(900);
});
