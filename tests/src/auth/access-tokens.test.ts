import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Authentication, openAuthentication } from "../../../src/auth/authenticate.ts";
import { type AuthorizationServer, startAuthorizationServer } from "./authorization-server.ts";
import { refusedTokens } from "./refused-tokens.ts";

const audience = "https://dba.example.com/mcp";
const metadataUrl = "https://dba.example.com/.well-known/oauth-protected-resource/mcp";

let issuing: AuthorizationServer;
let authentication: Authentication;
const logged: unknown[] = [];

const open = (oauth: Partial<Parameters<typeof openAuthentication>[0]["oauth"]> = {}) =>
  openAuthentication({
    tokens: undefined,
    oauth: { issuer: issuing.issuer, audience, jwks: undefined, ...oauth },
    neonKeys: "operator",
    resource: () => audience,
    log: (...line) => logged.push(line),
  });

const ask = (token: string, on = authentication) =>
  on.authenticate({ headers: { authorization: `Bearer ${token}` } });

beforeAll(async () => {
  issuing = await startAuthorizationServer({ audience });
  authentication = await open();
});
beforeEach(() => {
  logged.length = 0;
});
afterAll(() => issuing[Symbol.asyncDispose]());

const now = () => Math.floor(Date.now() / 1000);

test("an access token lets its subject in, with the scopes that are ours", async () => {
  expect(await ask(await issuing.token())).toEqual({
    principal: {
      id: `oauth:${issuing.issuer} alice`,
      scopes: new Set(["read"]),
      expiresAt: expect.any(Number),
    },
    auth: {
      token: "",
      clientId: `oauth:${issuing.issuer} alice`,
      scopes: ["neon-dba:read"],
      expiresAt: expect.any(Number),
    },
    stepUp: expect.any(Function),
  });
  const scopesOf = async (claims: object) => {
    const admitted = await ask(await issuing.token({ scope: undefined, ...claims }));
    return "principal" in admitted ? [...admitted.principal.scopes] : admitted.refusal.status;
  };
  expect(await scopesOf({ scope: "openid neon-dba:write admin" })).toEqual(["read", "write"]);
  expect(await scopesOf({ scp: ["profile", "neon-dba:admin"] })).toEqual([
    "read",
    "write",
    "admin",
  ]);
  expect(await scopesOf({ scp: "neon-dba:read x" })).toEqual(["read"]);
  // to another server behind the same issuer these mean something else
  expect(
    await scopesOf({ scope: "read write admin neon-dba: xneon-dba:admin neon-dba:admin2" }),
  ).toBe(403);
  expect(await scopesOf({ scope: 7, scp: [["neon-dba:admin"], null] })).toBe(403);
});

test("a slash at the end of an audience, a list of audiences and older types of token are taken", async () => {
  for (const token of [
    await issuing.token({ aud: `${audience}/` }),
    await issuing.token({ aud: ["https://other.example.com", audience] }),
    await issuing.token({}, { typ: "JWT" }),
    await issuing.token({}, { typ: "application/at+jwt" }),
    await issuing.token({ exp: now() - 2, nbf: now() + 2 }),
  ])
    expect(await ask(token)).toHaveProperty("principal");
});

test("whatever a token lacks, it is not taken, and the answer says where to get another", async () => {
  const refused = await refusedTokens(issuing, audience);
  for (const [what, token] of Object.entries(refused)) {
    const answer = await ask(token);
    expect(answer, what).toMatchObject({
      refusal: { status: 401, body: { error: "invalid_token" } },
    });
    const text = JSON.stringify(answer);
    expect(text).toContain(`scope=\\"neon-dba:read\\", resource_metadata=\\"${metadataUrl}\\"`);
    expect(text, what).not.toContain(token.slice(-20));
  }
  expect(logged).toEqual([]);
});

test("without a token the answer is a challenge, with one of other scopes a request for more", async () => {
  expect(await authentication.authenticate({ headers: {} })).toEqual({
    refusal: {
      status: 401,
      reason: "missing",
      headers: {
        "www-authenticate": `Bearer scope="neon-dba:read", resource_metadata="${metadataUrl}"`,
      },
      body: { error: "unauthorized", error_description: expect.any(String) },
    },
  });
  expect(await ask(await issuing.token({ scope: "openid" }))).toMatchObject({
    refusal: {
      status: 403,
      headers: { "www-authenticate": expect.stringContaining('error="insufficient_scope"') },
    },
  });
});

test("a call that needs more is answered with all the scopes to ask for", async () => {
  const admitted = await ask(await issuing.token());
  expect("stepUp" in admitted && admitted.stepUp?.("admin")).toEqual({
    status: 403,
    headers: {
      "www-authenticate": `Bearer error="insufficient_scope", error_description="This call needs neon-dba:admin.", scope="neon-dba:read neon-dba:write neon-dba:admin", resource_metadata="${metadataUrl}"`,
    },
    body: {
      error: "insufficient_scope",
      error_description: "This call needs neon-dba:admin.",
    },
    reason: "scope",
  });
});

test("the document of RFC 9728 stands where clients look for it", () => {
  const document = {
    resource: audience,
    authorization_servers: [issuing.issuer],
    scopes_supported: ["neon-dba:read"],
    bearer_methods_supported: ["header"],
    resource_name: "neon-dba",
  };
  expect(authentication.metadata(new URL(metadataUrl).pathname)).toEqual(document);
  expect(authentication.metadata("/.well-known/oauth-protected-resource")).toEqual(document);
  expect(authentication.metadata("/.well-known/oauth-protected-resource/mcp/")).toBeUndefined();
  expect(authentication.metadata("/mcp")).toBeUndefined();
});

test("a new signing key is found, an unknown one is not asked for again and again", async () => {
  await using other = await startAuthorizationServer({ audience });
  const rotating = await open({ issuer: other.issuer, cooldownMs: 0 });
  const before = await other.token();
  expect(await ask(before, rotating)).toHaveProperty("principal");
  await other.rotate();
  expect(await ask(await other.token(), rotating)).toHaveProperty("principal");
  expect(await ask(before, rotating)).toMatchObject({ refusal: { status: 401 } });

  const patient = await open({ issuer: other.issuer });
  expect(await ask(await other.token(), patient)).toHaveProperty("principal");
  other.asked.length = 0;
  for (let n = 0; n < 20; n++)
    expect(await ask(await other.token({}, { kid: `none-${n}` }), patient)).toMatchObject({
      refusal: { status: 401 },
    });
  expect(other.asked).toEqual([]);
});

test("while the issuer is down, a token with a key that nobody knows costs nobody else theirs", async () => {
  await using other = await startAuthorizationServer({ audience });
  const serving = await open({ issuer: other.issuer, cooldownMs: 0 });
  const good = await other.token();
  expect(await ask(good, serving)).toHaveProperty("principal");
  other.status = 503;
  other.asked.length = 0;
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    for (let n = 0; n < 5; n++) {
      expect(await ask(await other.token({}, { kid: `none-${n}` }), serving)).toMatchObject({
        refusal: { status: 503 },
      });
      expect(await ask(good, serving)).toHaveProperty("principal");
    }
    expect(other.asked).toEqual(["/keys"]);
    other.status = 200;
    await other.rotate();
    vi.setSystemTime(Date.now() + 6_000);
    expect(await ask(await other.token(), serving)).toHaveProperty("principal");
  } finally {
    vi.useRealTimers();
  }
});

test("a token that names no key is taken while the issuer has several, whichever signed it", async () => {
  await using other = await startAuthorizationServer({ audience });
  const nameless = () => other.token({}, { kid: undefined });
  const before = await nameless();
  await other.rotate({ keep: true });
  const rotating = await open({ issuer: other.issuer });
  for (const token of [before, await nameless()])
    expect(await ask(token, rotating)).toHaveProperty("principal");
  for (const token of [
    await other.token({ aud: "https://other.example.com" }, { kid: undefined }),
    await issuing.token({ iss: other.issuer }, { kid: undefined }),
    `${before.slice(0, before.lastIndexOf("."))}.${"A".repeat(86)}`,
  ])
    expect(await ask(token, rotating)).toMatchObject({ refusal: { status: 401 } });
});

test("an authorization server that is down lets nobody in and nobody out: 503, few requests, and back by itself", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    await using other = await startAuthorizationServer({ audience });
    const waiting = await open({ issuer: other.issuer });
    other.status = 503;
    for (let n = 0; n < 10; n++)
      expect(await ask(await other.token(), waiting)).toMatchObject({
        refusal: { status: 503, headers: { "retry-after": "5" } },
      });
    expect(other.asked).toHaveLength(1);
    expect(JSON.stringify(logged)).toContain("answers 503");
    other.status = 200;
    vi.setSystemTime(Date.now() + 6_000);
    expect(await ask(await other.token(), waiting)).toHaveProperty("principal");
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ["RFC 8414 with a path", "/.well-known/oauth-authorization-server/tenant", "/tenant"],
  ["OpenID Connect", "/tenant/.well-known/openid-configuration", "/tenant"],
  ["OpenID Connect at the root", "/.well-known/openid-configuration", ""],
])("metadata are found: %s", async (_, metadata, path) => {
  await using other = await startAuthorizationServer({ audience, metadata, path });
  expect(await ask(await other.token(), await open({ issuer: other.issuer }))).toHaveProperty(
    "principal",
  );
});

test("keys are taken from where the operator says, and metadata of another issuer are not believed", async () => {
  const jwks = `${issuing.issuer}/keys`;
  await using other = await startAuthorizationServer({ audience, metadata: "/nowhere" });
  const direct = await open({ issuer: other.issuer, jwks: `${other.issuer}/keys` });
  expect(await ask(await other.token(), direct)).toHaveProperty("principal");
  expect(await ask(await issuing.token({ iss: other.issuer }), direct)).toMatchObject({
    refusal: { status: 401 },
  });

  const liar = createServer((_, response) =>
    response.end(JSON.stringify({ issuer: issuing.issuer, jwks_uri: jwks })),
  );
  await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
  expect(await ask(await issuing.token({ iss: issuer }), await open({ issuer }))).toMatchObject({
    refusal: { status: 503 },
  });
  expect(JSON.stringify(logged)).toContain("metadata of another issuer");
  liar.closeAllConnections();
  await new Promise((resolve) => liar.close(resolve));
});

test("keys and metadata are not fetched over an open wire", async () => {
  await expect(open({ issuer: "http://login.example.com" })).rejects.toThrow(
    /--oauth-issuer has to begin with https/,
  );
  await expect(open({ issuer: "login.example.com" })).rejects.toThrow(/--oauth-issuer/);
  await expect(open({ jwks: "http://login.example.com/keys" })).rejects.toThrow(/--oauth-jwks/);
});
