import { afterAll, beforeAll, expect, test } from "vitest";
import { serveHttp } from "../../helpers/http.ts";
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../auth/authorization-server.ts";
import { refusedTokens } from "../auth/refused-tokens.ts";
import { ask, initialize, jsonHeaders, message } from "./ask.ts";

const audience = "https://dba.example.com/mcp";
let issuing: AuthorizationServer;
let server: Awaited<ReturnType<typeof serveHttp>>;
beforeAll(async () => {
  issuing = await startAuthorizationServer({ audience });
  server = await serveHttp([`--oauth-issuer=${issuing.issuer}`, `--public-url=${audience}`], {
    DATABASE_URL: "postgres://u:password@127.0.0.1:1/d",
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await issuing[Symbol.asyncDispose]();
});

const with_ = (token: string, more: Record<string, string> = {}) => ({
  ...jsonHeaders,
  authorization: `Bearer ${token}`,
  ...more,
});

test("no token that lacks anything opens or uses a session, reads a stream or ends one; each is told where to get another", async () => {
  const begun = await ask(server.url, {
    headers: with_(await issuing.token()),
    pieces: [initialize],
  });
  expect(begun.status).toBe(200);
  const session = { "mcp-session-id": String(begun.headers["mcp-session-id"]) };
  for (const [what, token] of Object.entries(await refusedTokens(issuing, audience))) {
    const answers = await Promise.all([
      ask(server.url, { headers: with_(token), pieces: [initialize] }),
      ask(server.url, { headers: with_(token, session), pieces: [message(2, "tools/list")] }),
      ask(server.url, { method: "GET", headers: with_(token, session) }),
      ask(server.url, { method: "DELETE", headers: with_(token, session) }),
      ask(server.url, { method: "GET", path: "/metrics", headers: with_(token) }),
    ]);
    for (const { status, headers, body } of answers) {
      expect(status, what).toBe(401);
      expect(headers["www-authenticate"], what).toMatch(
        /^Bearer error="invalid_token".*resource_metadata="https:\/\/dba\.example\.com\//,
      );
      expect(JSON.stringify(headers) + body, what).not.toContain(token.slice(-20));
    }
  }
  const after = await ask(server.url, {
    headers: with_(await issuing.token(), session),
    pieces: [message(3, "tools/list")],
  });
  expect(after.status).toBe(200);
});

test("a token is taken from one header alone", async () => {
  const token = await issuing.token();
  for (const headers of [
    { cookie: `access_token=${token}` },
    { "x-authorization": `Bearer ${token}` },
    { authorization: `Basic ${Buffer.from(`x:${token}`).toString("base64")}` },
    { authorization: token },
  ]) {
    const answer = await ask(server.url, {
      headers: { ...jsonHeaders, ...headers },
      pieces: [initialize],
    });
    expect(answer.status, Object.keys(headers)[0]).toBe(401);
  }
  const inBody = `access_token=${token}`;
  const form = { ...jsonHeaders, "content-type": "application/x-www-form-urlencoded" };
  const answer = await ask(server.url, { headers: form, pieces: [inBody] });
  expect(answer.status).toBe(401);
  expect(answer.body).not.toContain(token);
});
