import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { Faults } from "../../../../../src/embedded/neon/faults.ts";
import { Activity } from "../../../../../src/embedded/neon/serve/activity.ts";
import { createHttpServer } from "../../../../../src/embedded/neon/serve/http.ts";
import type { Parts } from "../../../../../src/embedded/neon/serve/http.ts";

const key = "napi_local_test";
const bearer = { authorization: `Bearer ${key}` };

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The server alone: what stands behind it says that it was reached. */
async function scene(rest: Partial<Parts> = {}) {
  const faults = new Faults();
  const log = vi.fn<Parts["log"]>();
  const server = createHttpServer({
    key,
    control: { handle: async (_, response) => void response.end("api") },
    gateway: {
      sql: async (_, response) => void response.end("sql"),
      upgrade: (_, socket) => void socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
    },
    faults,
    activity: new Activity(() => false),
    log,
    ...rest,
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    faults,
    log,
    port,
    ask: (path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const asked = request(
          { port, path, headers, method: body === undefined ? "GET" : "POST" },
          (response) => {
            let text = "";
            response.on("data", (chunk: Buffer) => (text += chunk.toString()));
            response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
          },
        );
        asked.on("error", reject);
        asked.end(body);
      }),
    [Symbol.dispose]: () => void server.close(),
  };
}

test("the API wants the key of the home", async () => {
  using at = await scene();
  expect(await at.ask("/api/v2/projects", bearer)).toEqual({ status: 200, body: "api" });
  for (const headers of [{}, { authorization: "Bearer napi_local_other" }]) {
    const { status, body } = await at.ask("/api/v2/projects", headers);
    expect(status).toBe(401);
    expect(JSON.parse(body)).toEqual({
      request_id: expect.any(String),
      code: "",
      message: "supplied credentials do not pass authentication",
    });
  }
});

test("SQL needs no key of the API: its credentials are the role's", async () => {
  using at = await scene();
  expect(await at.ask("/sql", {}, "{}")).toEqual({ status: 200, body: "sql" });
});

test.each(["attacker.example", "attacker.example:80", "neon.localhost.attacker.example"])(
  "host %j is refused, whatever it asks for",
  async (host) => {
    using at = await scene();
    expect(await at.ask("/api/v2/projects", { ...bearer, host })).toMatchObject({ status: 403 });
    expect(await at.ask("/sql", { host }, "{}")).toMatchObject({ status: 403 });
    expect(await at.ask("/faults", { ...bearer, host }, "[]")).toMatchObject({ status: 403 });
    expect(await upgrade(at.port, host)).toMatch(/^HTTP\/1.1 403/);
  },
);

test.each(["localhost:80", "127.0.0.1", "[::1]:4444", "EP-a-b-1-pooler.neon.localhost:4444"])(
  "host %s is served",
  async (host) => {
    using at = await scene();
    expect(await at.ask("/sql", { host }, "{}")).toMatchObject({ status: 200 });
    expect(await upgrade(at.port, host)).toMatch(/^HTTP\/1.1 101/);
  },
);

test("faults are set with the key, all or none", async () => {
  using at = await scene();
  const body = JSON.stringify([{ kind: "delay", ms: 5 }]);
  expect(await at.ask("/faults", {}, body)).toMatchObject({ status: 401 });
  expect(await at.ask("/faults", bearer, `[{"kind":"delay","ms":5},{}]`)).toMatchObject({
    status: 400,
  });
  expect(at.faults.take("delay")).toBeUndefined();
  expect(await at.ask("/faults", bearer, body)).toEqual({ status: 204, body: "" });
  expect(at.faults.take("delay")).toEqual({ kind: "delay", ms: 5 });
  expect(await at.ask("/faults", bearer)).toMatchObject({ status: 405 });
});

test("a body is limited, and says its length", async () => {
  using at = await scene();
  const long = { "content-length": String(2 << 20) };
  expect(await at.ask("/api/v2/projects", { ...bearer, ...long })).toMatchObject({ status: 413 });
  const chunked = { "transfer-encoding": "chunked" };
  expect(await at.ask("/faults", { ...bearer, ...chunked }, "[]")).toMatchObject({ status: 411 });
  const huge = { "content-length": String(65 << 20) };
  expect(await at.ask("/sql", huge)).toMatchObject({ status: 413 });
});

test("an error inside is logged, and not told", async () => {
  using at = await scene({ control: { handle: () => Promise.reject(new Error("secret")) } });
  const { status, body } = await at.ask("/api/v2/projects?limit=1", bearer);
  expect(status).toBe(500);
  expect(body).not.toContain("secret");
  const fields = { path: "/api/v2/projects", error: "Error: secret" };
  expect(at.log).toHaveBeenCalledWith("error", "request failed", fields);
});

test("nothing else is there", async () => {
  using at = await scene();
  expect(await at.ask("/", bearer)).toMatchObject({ status: 404 });
  expect(await at.ask("/api/v1/projects", bearer)).toMatchObject({ status: 404 });
});

function upgrade(port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", (data) => resolve(data.toString()));
    socket.once("error", reject);
    socket.write(
      `GET /v2 HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
  });
}
