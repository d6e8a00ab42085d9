import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { type HttpArounds, openHttpAround } from "../../../src/around/http.ts";
import { openAround } from "../../../src/around/open.ts";
import { ToolError } from "../../../src/core/errors.ts";
import { defineTool } from "../../../src/core/tool.ts";
import { connect } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";

const fail = defineTool({
  name: "fail",
  title: "Fail",
  description: "Fails as it is told to.",
  effect: "read",
  untrusted: [],
  input: z.object({ how: z.enum(["well", "refused", "fault"]).describe("How.") }),
  output: z.object({}),
  async run({ how }) {
    if (how === "refused") throw new ToolError("NOT_FOUND", "There is no secret-4711.", "Look.");
    if (how === "fault") throw new Error("secret-4711");
    return {};
  },
  render: () => ({}),
});

const config = serverConfig([fail]);
const states = { database: true, slow: false };
let http: HttpArounds;
let url: string;
const server = createServer((request, response) => {
  void http.observe(request, response, async () => {
    const endpoint = http.endpoints.find(({ path }) => path === request.url?.split("?")[0]);
    if (endpoint === undefined) response.writeHead(404).end();
    else await endpoint.handle(request, response);
  });
});
beforeAll(async () => {
  const options = { ...config, audit: undefined, mayChange: () => false };
  http = openHttpAround({
    arounds: openAround(options),
    rateLimit: 100,
    concurrency: 2,
    redact: config.redact,
    version: "1.2.3",
    sessionRequests: () => 3,
    checks: {
      database: async () => {
        if (!states.database) throw new Error("postgres://u:secret-4711@h/d is away");
        if (states.slow) await new Promise(() => {});
      },
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const get = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, text: await response.text() };
};

test("alive is alive whatever is away; ready is not, and says what, but not why", async () => {
  expect(await get("/healthz")).toEqual({ status: 200, text: '{"status":"ok"}' });
  expect(await get("/readyz")).toEqual({
    status: 200,
    text: '{"status":"ok","checks":{"audit":"ok","database":"ok"}}',
  });
  states.database = false;
  expect(await get("/readyz")).toEqual({
    status: 503,
    text: '{"status":"not ready","checks":{"audit":"ok","database":"failed"}}',
  });
  states.database = true;
  states.slow = true;
  expect((await get("/readyz")).text).toContain('"database":"late"');
  expect((await get("/healthz")).status).toBe(200);
  expect(http.endpoints.filter(({ isOpen }) => isOpen).map(({ path }) => path)).toEqual([
    "/healthz",
    "/readyz",
  ]);
});

test("metrics count calls, outcomes and requests, with labels of ours alone", async () => {
  await using client = await connect({ ...config, around: http.around });
  for (const how of ["well", "well", "refused", "fault", "nonsense"])
    await client.callTool({ name: "fail", arguments: { how } });
  await get("/secret-4711/../nowhere?token=secret-4711");
  http.refusedAuth("origin");
  const { text } = await get("/metrics");
  expect(text).toContain('neon_dba_tool_calls_total{tool="fail",outcome="ok"} 2');
  expect(text).toContain('neon_dba_tool_calls_total{tool="fail",outcome="NOT_FOUND"} 1');
  expect(text).toContain('neon_dba_tool_calls_total{tool="fail",outcome="UNAVAILABLE"} 1');
  expect(text).toContain('neon_dba_tool_calls_total{tool="fail",outcome="INVALID_INPUT"} 1');
  expect(text).toContain('neon_dba_tool_call_duration_seconds_count{tool="fail"} 5');
  expect(text).toContain("neon_dba_tool_calls_in_flight 0");
  expect(text).toContain(
    'neon_dba_http_request_duration_seconds_count{route="other",status="404"} 1',
  );
  expect(text).toContain('neon_dba_auth_refusals_total{reason="origin"} 1');
  expect(text).toContain("neon_dba_session_requests_in_flight 3");
  expect(text).toContain('neon_dba_build_info{version="1.2.3"} 1');
  expect(text).toContain("process_resident_memory_bytes ");
  expect(text).not.toMatch(/4711|principal/);
});
