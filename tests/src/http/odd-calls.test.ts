import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../src/core/tool.ts";
import { serveTools } from "../../helpers/http.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { ask, jsonHeaders } from "./ask.ts";

const answer = defineTool({
  name: "answer",
  title: "Answer",
  description: "Answers.",
  input: z.object({}),
  output: z.object({ is: z.number() }),
  untrusted: [],
  effect: "read",
  run: async () => ({ is: 42 }),
  render: () => ({ head: "It is 42." }),
});

let served: Awaited<ReturnType<typeof serveTools>>;
beforeAll(async () => {
  served = await serveTools(serverConfig([answer]), { requestTimeoutMs: 1_000 });
});
afterAll(() => served[Symbol.asyncDispose]());

const meta = `"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}`;
const call = ({ id = "1", params = "", inMeta = "", beside = "" }): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"answer","arguments":{},"_meta":{${meta}${inMeta}}${params}}${beside}}`;
const post = (text: string) =>
  ask(served.url, {
    headers: {
      ...jsonHeaders,
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "answer",
    },
    pieces: [text],
  });

test("a call is answered", async () => {
  const { status, body } = await post(call({}));
  expect(status).toBe(200);
  expect(body).toContain('"is":42');
});

// a server that takes what is no request for one says nothing at all, and its caller waits for ever
test.each([
  ["a progress token beyond all numbers", { inMeta: `,"progressToken":1${"0".repeat(400)}` }],
  ["a progress token that is a fraction", { inMeta: ',"progressToken":1.5' }],
  ["a progress token that is an object", { inMeta: ',"progressToken":{}' }],
  ["an id that is a fraction", { id: "1.5" }],
  ["an id beyond all numbers", { id: "1e999" }],
  ["an id that is null", { id: "null" }],
  ["a result beside the method", { beside: ',"result":{}' }],
  ["an error beside the method", { beside: ',"error":{"code":1,"message":"x"}' }],
])("%s is refused", async (_, parts) => {
  const { status, body } = await post(call(parts));
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ error: { code: expect.any(Number) } });
});
