import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveHttp } from "../../helpers/http.ts";

let server: Awaited<ReturnType<typeof serveHttp>>;
beforeAll(async () => {
  server = await serveHttp(["--allowed-hosts=dba.example.com"]);
});
afterAll(() => server[Symbol.asyncDispose]());

test.each([
  ["http://127.0.0.1:PORT/healthz", "127.0.0.1:PORT", 200],
  ["http://127.0.0.1:PORT/healthz?deep=1", "127.0.0.1:PORT", 200],
  ["HTTPS://dba.example.com/healthz", "dba.example.com", 200],
  // the host of the URL is what counts
  ["http://127.0.0.1:PORT/healthz", "evil.example.com", 200],
  ["http://evil.example.com/metrics", "127.0.0.1:PORT", 403],
  ["http://127.0.0.1:PORT@evil.example.com/metrics", "127.0.0.1:PORT", 403],
  ["http://127.0.0.1:PORT", "127.0.0.1:PORT", 404],
])("GET %s of host %s is answered with %d", async (target, host, status) => {
  const { port } = new URL(server.url);
  const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const socket = connect(Number(port), "127.0.0.1").end(head.replaceAll("PORT", port));
  expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});
