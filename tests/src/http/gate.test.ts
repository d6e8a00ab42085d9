import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveHttp } from "../../helpers/http.ts";
import { ask, initialize, jsonHeaders } from "./ask.ts";

let url: string;
let port: string;
const open: AsyncDisposable[] = [];
beforeAll(async () => {
  const served = await serveHttp([
    "--allowed-hosts",
    "dba.example.com,other.example.com:8443",
    "--allowed-origins",
    "https://app.example.com",
  ]);
  ({ url } = served);
  ({ port } = new URL(url));
  open.push(served);
});
afterAll(async () => {
  for (const each of open) await each[Symbol.asyncDispose]();
});

const routes = ["/mcp", "/healthz", "/readyz", "/metrics", "/.well-known/oauth-protected-resource"];
const methods = ["POST", "GET", "DELETE", "OPTIONS", "PUT"];
const everywhere = routes.flatMap((path) => methods.map((method) => ({ path, method })));
const isHealthCheck = ({ path, method }: { path: string; method: string }): boolean =>
  method === "GET" && ["/healthz", "/readyz"].includes(path);
const body = { headers: jsonHeaders, pieces: [initialize] };

describe("names of this server", () => {
  test.each(["127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "[::1]:PORT"])(
    "%s is one",
    async (host) => {
      const headers = { ...jsonHeaders, host: host.replace("PORT", port) };
      expect((await ask(url, { ...body, headers })).status).toBe(200);
    },
  );

  test.each([
    "dba.example.com",
    "dba.example.com:443",
    "DBA.example.com",
    "other.example.com:8443",
  ])("%s is one by --allowed-hosts", async (host) => {
    const headers = { ...jsonHeaders, host };
    expect((await ask(url, { ...body, headers })).status).toBe(200);
  });

  test.each([
    "evil.com",
    "evil.com:PORT",
    "127.0.0.1.evil.com:PORT",
    "localhost.evil.com:PORT",
    "127.0.0.1:1",
    "127.0.0.1",
    "localhost",
    "other.example.com",
    "dba.example.com:9999",
    "dba.example.com.evil.com",
    "dba.example.com@evil.com",
    "2130706433:PORT",
    "0.0.0.0:PORT",
  ])("%s is none, on every route and method but for health checks", async (host) => {
    const headers = { ...jsonHeaders, host: host.replace("PORT", port) };
    const asked = everywhere.map((each) => ask(url, { ...each, headers }));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses).toEqual(everywhere.map((each) => (isHealthCheck(each) ? 200 : 403)));
  });

  test("a health check is answered whatever it calls the server, with HEAD and without a Host too", async () => {
    for (const path of ["/healthz", "/readyz"]) {
      const headers = { host: "10.1.2.3:8432" };
      expect((await ask(url, { method: "HEAD", path, headers })).status, path).toBe(200);
      const origin = "http://evil.com";
      const page = await ask(url, { method: "GET", path, headers: { ...headers, origin } });
      expect(page.status, path).toBe(403);
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
    }
  });

  // elsewhere such an address has to be set up first
  test.skipIf(process.platform === "darwin")(
    "the address of the loopback that it listens to is one",
    async () => {
      await using served = await serveHttp(["--host", "127.0.0.2"]);
      expect(new URL(served.url).hostname).toBe("127.0.0.2");
      expect((await ask(served.url, body)).status).toBe(200);
      const headers = { ...jsonHeaders, host: `127.0.0.3:${new URL(served.url).port}` };
      expect((await ask(served.url, { ...body, headers })).status).toBe(403);
    },
  );

  test.each([443, 80])(
    "a name with port %i is one by which clients call without it",
    async (at) => {
      await using served = await serveHttp(["--allowed-hosts", `dba.example.com:${at}`]);
      for (const host of ["dba.example.com", `dba.example.com:${at}`]) {
        const headers = { ...jsonHeaders, host };
        expect((await ask(served.url, { ...body, headers })).status, host).toBe(200);
      }
      const headers = { ...jsonHeaders, host: "dba.example.com:8432" };
      expect((await ask(served.url, { ...body, headers })).status).toBe(403);
    },
  );

  test("whoever came by another port is told that ports are named too", async () => {
    const headers = { ...jsonHeaders, host: "dba.example.com:8432" };
    const { body: said } = await ask(url, { ...body, headers });
    expect(said).toContain(
      "--allowed-hosts lists them, with their port where it is not 80 or 443.",
    );
  });

  test.each([
    ["a second Host", `Host: 127.0.0.1:PORT\r\nHost: evil.com`],
    ["the same Host twice", `Host: 127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT`],
    ["no Host", "X-Host: 127.0.0.1:PORT"],
    ["an empty Host", "Host:"],
  ])("%s is refused", async (_, lines) => {
    const head = `GET /metrics HTTP/1.1\r\n${lines.replaceAll("PORT", port)}\r\nConnection: close\r\n\r\n`;
    const socket = connect(Number(port), "127.0.0.1").end(head);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /);
  });
});

describe("pages of browsers", () => {
  test.each([
    "http://evil.com",
    "null",
    "http://localhost:3000",
    "http://127.0.0.1:PORT",
    "https://app.example.com.evil.com",
    "http://app.example.com",
    "https://app.example.com:444",
    "file://",
    "",
  ])("from %s are refused, on every route and method", async (origin) => {
    const headers = { ...jsonHeaders, origin: origin.replace("PORT", port) };
    const asked = everywhere.map((each) => ask(url, { ...each, headers }));
    for (const { status, headers: received } of await Promise.all(asked)) {
      expect(status).toBe(403);
      expect(received["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("from a configured origin are let in, preflight and answer", async () => {
    const origin = "https://app.example.com";
    const preflight = await ask(url, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-headers": expect.stringContaining("mcp-session-id"),
      vary: "origin",
    });
    const answer = await ask(url, { ...body, headers: { ...jsonHeaders, origin } });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-expose-headers": expect.stringContaining("mcp-session-id"),
    });
  });

  test("a request of no browser gets no such headers", async () => {
    const { headers } = await ask(url, body);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});
