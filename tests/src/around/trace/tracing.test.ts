import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openHttpAround } from "../../../../src/around/http.ts";
import { openAround } from "../../../../src/around/open.ts";
import { readTraceparent } from "../../../../src/around/trace/current.ts";
import type { ServerConfig } from "../../../../src/mcp/server.ts";
import { connect } from "../../../helpers/client.ts";
import { type ReceivedSpan, openReceiver } from "../../../helpers/otlp.ts";
import { type TestDatabase, testDatabase } from "../../../helpers/postgres.ts";
import { serve } from "../../../helpers/served.ts";
import { commandLine, serverEnv, startServer } from "../../../helpers/server.ts";

const run = promisify(execFile);

const trace = "0af7651916cd43dd8448eb211c80319c";
const [clientSpan, proxySpan] = ["b7ad6b7169203331", "00f067aa0ba902b7"];
const secret = "canary-4711";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-traces-"));
  database = await testDatabase("create table t (id int)");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database[Symbol.asyncDispose]();
});

const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const found = spans.find((span) => span.name === name);
  if (found === undefined)
    throw new Error(`no ${name} in ${spans.map((span) => span.name).join(", ")}`);
  return found;
};

test("a call on standard input and output continues the trace in _meta, down to its statements", async () => {
  await using receiver = await openReceiver();
  const audit = join(folder, "audit.jsonl");
  const client = await startServer(["--access", "full", "--audit", audit], {
    DATABASE_URL: database.url,
    NEON_DBA_HOME: folder,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: "my-neon-dba",
  });
  await client.callTool({
    name: "run_sql",
    arguments: { sql: `insert into t select 1 where '${secret}' <> ''`, mode: "write" },
    _meta: { traceparent: `00-${trace}-${clientSpan}-01` },
  });
  await client.callTool({ name: "run_sql", arguments: { sql: `select '${secret}' from nowhere` } });
  await client.close();
  await expect.poll(() => receiver.spans.length).toBeGreaterThan(5);
  const { spans } = receiver;
  const call = named(spans, "tools/call run_sql");
  expect(call).toMatchObject({
    traceId: trace,
    parentSpanId: clientSpan,
    kind: 2,
    attributes: { "gen_ai.tool.name": "run_sql", "mcp.method.name": "tools/call" },
    resource: { "service.name": "my-neon-dba" },
  });
  const insert = named(spans, "INSERT");
  expect(insert).toMatchObject({
    traceId: trace,
    kind: 3,
    attributes: { "db.system.name": "postgresql", "db.namespace": database.name },
  });
  // it is in the transaction, which is in the call
  const around = spans.find(({ spanId }) => spanId === insert.parentSpanId);
  expect(around?.name).toBe("TRANSACTION");
  expect(around?.parentSpanId).toBe(call.spanId);
  const other = spans.filter(({ name }) => name === "tools/call run_sql")[1];
  expect(other?.traceId).not.toBe(trace);
  expect(other).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "POSTGRES" } });
  expect(receiver.bodies.join()).not.toContain("canary");
  expect(receiver.bodies.join()).not.toContain(new URL(database.url).password);
  expect(JSON.parse(readFileSync(audit, "utf8").split("\n")[0] ?? "")).toMatchObject({ trace });
});

/** The least of an HTTP server: what stands around a request, and a client's call inside it. */
async function callOverHttp(config: ServerConfig, headers: Record<string, string>) {
  const arounds = openAround({ ...config, audit: undefined, mayChange: () => false });
  const own = { ...config, deps: arounds.deps(config.deps) };
  const { redact, version } = config;
  const limits = { rateLimit: 100, concurrency: 1, sessionRequests: () => 0, checks: {} };
  const http = openHttpAround({ arounds, redact, version, ...limits });
  const server = createServer(
    (request, response) =>
      void http.observe(request, response, async () => {
        await using client = await connect({ ...own, around: http.around });
        const meta = request.headers["x-meta"];
        const results = await Promise.all(
          [1, 2].map(() =>
            client.callTool({
              name: "run_sql",
              arguments: { sql: "select 1" },
              ...(typeof meta === "string" ? { _meta: { traceparent: meta } } : {}),
            }),
          ),
        );
        response.end(JSON.stringify(results));
      }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await (await fetch(`http://127.0.0.1:${port}/mcp`, { method: "POST", headers })).text();
  await new Promise((resolve) => server.close(resolve));
  await arounds.close();
}

test("a request continues the trace of its header; the caller's own in _meta comes first and is linked", async () => {
  await using receiver = await openReceiver();
  process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.url;
  try {
    await using server = serve(database.url);
    const header = { traceparent: `00-${trace}-${proxySpan}-01` };
    await callOverHttp(server.config, header);
    const request = named(receiver.spans, "POST mcp");
    expect(request).toMatchObject({
      traceId: trace,
      parentSpanId: proxySpan,
      kind: 2,
      attributes: { "http.request.method": "POST", "http.route": "mcp" },
    });
    expect(named(receiver.spans, "tools/call run_sql")).toMatchObject({
      traceId: trace,
      parentSpanId: request.spanId,
    });
    expect(named(receiver.spans, "wait for a turn").traceId).toBe(trace);
    receiver.spans.length = 0;
    const other = trace.replace("0", "f");
    await callOverHttp(server.config, {
      ...header,
      "x-meta": `00-${other}-${clientSpan}-01`,
    });
    expect(named(receiver.spans, "tools/call run_sql")).toMatchObject({
      traceId: other,
      parentSpanId: clientSpan,
      links: [{ spanId: named(receiver.spans, "POST mcp").spanId }],
    });
    receiver.spans.length = 0;
    await callOverHttp(server.config, { ...header, "x-meta": "junk" });
    expect(named(receiver.spans, "tools/call run_sql")).toMatchObject({
      traceId: trace,
      parentSpanId: named(receiver.spans, "POST mcp").spanId,
      kind: 1,
    });
    receiver.spans.length = 0;
    // of a later version, what it has in common
    await callOverHttp(server.config, { traceparent: `cc-${trace}-${proxySpan}-01-what` });
    expect(named(receiver.spans, "POST mcp")).toMatchObject({
      traceId: trace,
      parentSpanId: proxySpan,
    });
  } finally {
    delete process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  }
});

test.each([
  `00-${trace}-${proxySpan}-01-what`,
  `ff-${trace}-${proxySpan}-01`,
  `cc-${trace}-${proxySpan}-01what`,
  `cc-${trace}-${"0".repeat(16)}-01`,
  `00-${trace}-${proxySpan}-01\n`,
  "junk",
])("%s is no trace", (text) => expect(readTraceparent(text)).toBeUndefined());

test("a receiver that is away or refuses breaks no call and holds up no end", async () => {
  await using refusing = await openReceiver(400);
  for (const url of [refusing.url, "http://127.0.0.1:9"]) {
    process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = url;
    const server = serve(database.url);
    try {
      await using client = await connect(server.config);
      const result = await client.callTool({ name: "run_sql", arguments: { sql: "select 1" } });
      expect(result.isError).not.toBe(true);
    } finally {
      const started = performance.now();
      await server[Symbol.asyncDispose]();
      delete process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
      expect(performance.now() - started).toBeLessThan(6_000);
    }
  }
});

/** Writes at the end how many modules of OpenTelemetry were loaded. */
const counting = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from "node:module";
  import { writeSync } from "node:fs";
  const { cache } = createRequire("/");
  process.on("exit", () => writeSync(2, "loaded " + Object.keys(cache).filter((path) => path.includes("@opentelemetry")).length));`)}`;

test("OpenTelemetry is loaded only where a receiver is named", async () => {
  await using receiver = await openReceiver();
  const loaded = async (otel: Record<string, string>): Promise<number> => {
    const call = ["call", "run_sql", JSON.stringify({ sql: "select 1" })];
    const env = { ...serverEnv(), ...otel, DATABASE_URL: database.url, NEON_DBA_HOME: folder };
    const { stderr } = await run(
      process.execPath,
      ["--import", counting, ...commandLine, ...call],
      {
        env,
      },
    );
    return Number(/loaded (\d+)/.exec(stderr)?.[1]);
  };
  const url = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const [without, off, traced] = await Promise.all([
    loaded({}),
    loaded({ ...url, OTEL_SDK_DISABLED: "true" }),
    loaded(url),
  ]);
  expect([without, off]).toEqual([0, 0]);
  expect(traced).toBeGreaterThan(10);
  // what is left is sent at the end
  expect(named(receiver.spans, "tools/call run_sql").status.code ?? 0).toBe(0);
});
