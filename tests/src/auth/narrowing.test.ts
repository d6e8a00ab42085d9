import { expect, test } from "vitest";
import { openAuthentication } from "../../../src/auth/authenticate.ts";
import { type Narrowable, readNarrowing } from "../../../src/auth/narrowing.ts";
import { type Scope, withHeld } from "../../../src/auth/principal.ts";
import { startAuthorizationServer } from "./authorization-server.ts";

const most: Narrowable = {
  access: "guarded",
  toolsets: { query: ["query"], branch: ["branch"], default: ["query", "branch"] },
};
const read = (headers: Record<string, string>, scope: Scope = "admin", of = most) =>
  readNarrowing({ headers }, withHeld([scope]), of);

test("a request without such headers is not narrowed", () => {
  expect(read({ "x-neon-api-key": "k", accept: "x" })).toBeUndefined();
});

test.each<[Record<string, string>, object]>([
  [{ "x-neon-dba-access": "read" }, { access: "read" }],
  [{ "x-neon-dba-access": " guarded " }, { access: "guarded" }],
  [{ "x-neon-dba-toolsets": "query" }, { toolsets: ["query"] }],
  [{ "x-neon-dba-toolsets": "default, query" }, { toolsets: ["branch", "query"] }],
  [
    { "x-neon-dba-access": "read", "x-neon-dba-toolsets": "branch" },
    { access: "read", toolsets: ["branch"] },
  ],
])("%j is less, or as much", (headers, narrowing) => {
  expect(read(headers)).toEqual(narrowing);
});

test.each<[Record<string, string>, Scope, RegExp]>([
  [
    { "x-neon-dba-access": "full" },
    "admin",
    /^X-Neon-DBA-Access: full is more than the server serves, which is guarded; .* send guarded\.$/,
  ],
  [{ "x-neon-dba-access": "guarded" }, "read", /is more than the token allows, which is read;/],
  [{ "x-neon-dba-access": "" }, "admin", /takes read, guarded, full\.$/],
  [{ "x-neon-dba-access": "read, full" }, "admin", /takes read, guarded, full\.$/],
  [{ "x-neon-dba-access": "READ" }, "admin", /takes read, guarded, full\.$/],
  [
    { "x-neon-dba-toolsets": "query,project" },
    "admin",
    /^X-Neon-DBA-Toolsets names "project", which is not served here; it takes query, branch, default\.$/,
  ],
  [{ "x-neon-dba-toolsets": "constructor" }, "admin", /which is not served here/],
  [{ "x-neon-dba-toolsets": "" }, "admin", /names "", which is not served here/],
  [
    { "x-neon-dba-acess": "read" },
    "admin",
    /no header x-neon-dba-acess; did you mean x-neon-dba-access\?$/,
  ],
  [{ "x-neon-dba-zzz": "t" }, "admin", /no header x-neon-dba-zzz$/],
])("%j of a token with %s is refused", (headers, scope, sentence) => {
  expect(() => read(headers, scope)).toThrow(sentence);
});

test("a header that came twice is refused: together they would be wider than each", () => {
  const headers = { "x-neon-dba-toolsets": "query, branch" };
  const headersDistinct = { "x-neon-dba-toolsets": ["query", "branch"] };
  expect(() => readNarrowing({ headers, headersDistinct }, withHeld(["admin"]), most)).toThrow(
    "X-Neon-DBA-Toolsets comes more than once; send it once.",
  );
});

test("who wants to read alone is not sent for a token that allows more", async () => {
  const audience = "https://dba.example.com/mcp";
  await using issuing = await startAuthorizationServer({ audience });
  const { authenticate } = await openAuthentication({
    tokens: undefined,
    oauth: { issuer: issuing.issuer, audience, jwks: undefined },
    neonKeys: "operator",
    narrowable: most,
    resource: () => audience,
    log: () => {},
  });
  const authorization = `Bearer ${await issuing.token()}`;
  const ask = (more: Record<string, string>) =>
    authenticate({ headers: { authorization, ...more } });
  expect(await ask({})).toHaveProperty("stepUp");
  const reading = await ask({ "x-neon-dba-access": "read" });
  expect(reading).toMatchObject({ narrowing: { access: "read" } });
  expect(reading).not.toHaveProperty("stepUp");
  expect(await ask({ "x-neon-dba-access": "full" })).toMatchObject({
    refusal: { status: 400, body: { error: "invalid_request" } },
  });
  // who is nobody is told nothing of what is served
  const stranger = { headers: { "x-neon-dba-access": "full" } };
  expect(await authenticate(stranger)).toMatchObject({ refusal: { status: 401 } });
});
