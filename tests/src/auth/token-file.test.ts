import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openAuthentication } from "../../../src/auth/authenticate.ts";
import { type Scope, withHeld } from "../../../src/auth/principal.ts";
import { createToken, hashToken } from "../../../src/auth/token.ts";
import { readTokenLines, writeTokenLine } from "../../../src/auth/token-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-tokens-"));
afterAll(() => rmSync(folder, { recursive: true }));

const lineOf = (name: string, token: string, granted: Scope[] = ["read"], expiresAt?: number) =>
  writeTokenLine({
    name,
    scopes: withHeld(granted),
    hash: hashToken(token),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });

let files = 0;
function tokensFile(...lines: readonly string[]): string {
  const path = join(folder, `tokens-${files++}`);
  writeFileSync(path, `${lines.join("\n")}\n`, { mode: 0o600 });
  return path;
}

const open = (tokens: string | undefined, logged: unknown[] = []) =>
  openAuthentication({
    tokens,
    oauth: undefined,
    neonKeys: "operator",
    resource: () => "http://127.0.0.1:8432/mcp",
    log: (...line) => logged.push(line),
  });

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test("a token is let in as its line says, and what is none of them is not", async () => {
  const [alice, bob, old] = [createToken(), createToken(), createToken()];
  const until = Date.now() + 60_000;
  const { authenticate } = await open(
    tokensFile(
      "# who may come in",
      "",
      lineOf("alice", alice),
      lineOf("bob@example.com", bob, ["write"], until),
      lineOf("old", old, ["admin"], Date.now() - 1),
    ),
  );
  expect(await authenticate(bearer(alice))).toMatchObject({
    principal: { id: "token:alice", scopes: new Set(["read"]) },
    auth: { token: "", clientId: "token:alice", scopes: ["neon-dba:read"] },
  });
  expect(await authenticate(bearer(bob))).toMatchObject({
    principal: { id: "token:bob@example.com", scopes: new Set(["read", "write"]) },
    auth: { expiresAt: Math.floor(until / 1000) },
  });
  const changed = `${alice.slice(0, -1)}${alice.endsWith("A") ? "B" : "A"}`;
  for (const token of [
    old,
    changed,
    alice.slice(0, -1),
    `${alice}A`,
    hashToken(alice).toString("hex"),
  ])
    expect(await authenticate(bearer(token)), token).toEqual({
      refusal: {
        status: 401,
        headers: {
          "www-authenticate":
            'Bearer realm="neon-dba", error="invalid_token", error_description="The token is not taken. It is unknown, revoked or expired."',
        },
        body: { error: "invalid_token", error_description: expect.any(String) },
        reason: "invalid",
      },
    });
});

test("without a token the challenge names no error, and a token in the URL is never taken", async () => {
  const alice = createToken();
  const { authenticate } = await open(tokensFile(lineOf("alice", alice)));
  for (const authorization of [
    undefined,
    "",
    "Bearer",
    `Basic ${alice}`,
    alice,
    `Bearer ${alice} x`,
  ])
    expect(await authenticate({ headers: { authorization } }), authorization).toMatchObject({
      refusal: { status: 401, headers: { "www-authenticate": 'Bearer realm="neon-dba"' } },
    });
  expect(await authenticate({ ...bearer(alice), url: "/mcp?x=1" })).toHaveProperty("principal");
  expect(
    await authenticate({ ...bearer(alice), url: `/mcp?x=1&access_token=${alice}` }),
  ).toMatchObject({ refusal: { status: 400 } });
  expect(await authenticate({ headers: { authorization: `bEARER ${alice}` } })).toHaveProperty(
    "principal",
  );
});

test("without tokens everyone is the person at this machine", async () => {
  const { authenticate } = await open(undefined);
  expect(await authenticate({ headers: {} })).toMatchObject({
    principal: { id: "local", scopes: new Set(["read", "write", "admin"]) },
  });
});

test("a line that is removed is a token revoked, and one that is added a token let in, without a new start", async () => {
  const [alice, bob] = [createToken(), createToken()];
  const path = tokensFile(lineOf("alice", alice));
  const { authenticate } = await open(path);
  expect(await authenticate(bearer(alice))).toHaveProperty("principal");
  writeFileSync(path, lineOf("robot", bob));
  expect(await authenticate(bearer(alice))).toMatchObject({ refusal: { status: 401 } });
  expect(await authenticate(bearer(bob))).toMatchObject({ principal: { id: "token:robot" } });
});

test("a file that breaks while the server runs lets nobody in until it is whole again", async () => {
  const alice = createToken();
  const path = tokensFile(lineOf("alice", alice));
  const logged: unknown[] = [];
  const { authenticate } = await open(path, logged);
  const refused = { refusal: { status: 503, headers: { "retry-after": "5" } } };
  writeFileSync(path, `${lineOf("alice", alice)}\nhalf a li`);
  expect(await authenticate(bearer(alice))).toMatchObject(refused);
  writeFileSync(path, lineOf("alice", alice));
  expect(await authenticate(bearer(alice))).toHaveProperty("principal");
  chmodSync(path, 0o620);
  expect(await authenticate(bearer(alice))).toMatchObject(refused);
  chmodSync(path, 0o644);
  expect(await authenticate(bearer(alice))).toHaveProperty("principal");
  rmSync(path);
  expect(await authenticate(bearer(alice))).toMatchObject(refused);
  expect(logged).toHaveLength(3);
  expect(JSON.stringify(logged)).not.toContain(hashToken(alice).toString("hex"));
  expect(JSON.stringify(logged)).not.toContain(alice);
});

test("what is wrong with the file ends the start", async () => {
  const alice = createToken();
  const open_ = (...lines: readonly string[]) => open(tokensFile(...lines));
  const good = lineOf("alice", alice);
  await expect(open_(good, lineOf("alice", createToken()))).rejects.toThrow(
    /line 2 names alice a second time/,
  );
  await expect(open_(good, lineOf("bob", alice))).rejects.toThrow(/line 2 has the hash of alice/);
  await expect(open_("alice read")).rejects.toThrow(/line 1 is not NAME SCOPES/);
  await expect(open_(`# x\n${good} 2027-01-01 more`)).rejects.toThrow(/line 2 is not NAME/);
  await expect(open_(good.replace("read", "reed"))).rejects.toThrow(
    /scope that is none of read, write, admin/,
  );
  await expect(open_(good.replace("read", "read,"))).rejects.toThrow(/scope that is none/);
  await expect(open_(`${good} soon`)).rejects.toThrow(/no time/);
  await expect(open_(good.slice(0, -1))).rejects.toThrow(/no hash/);
  await expect(open_(`alice read ${alice}`)).rejects.toThrow(/no hash/);
  await expect(open_(good.replace("alice", "ali/ce"))).rejects.toThrow(/a name/);
  await expect(open(join(folder, "none"))).rejects.toThrow(
    /cannot be read \(ENOENT\); `neon-dba token NAME --tokens \S+none` makes it/,
  );
  await expect(open(folder)).rejects.toThrow(/is no file; name the file itself/);
  const path = tokensFile(good);
  chmodSync(path, 0o602);
  await expect(open(path)).rejects.toThrow(/written by others; run chmod 600/);
  // the token itself, put there by mistake, is in no message
  await expect(open_(`alice read ${alice}`)).rejects.not.toThrow(alice);
});

test.runIf(process.getuid?.() === 0)(
  "a file of another user is refused with what to look at and to run",
  async () => {
    const path = tokensFile(lineOf("alice", createToken()));
    chownSync(path, 12_345, 0);
    await expect(open(path)).rejects.toThrow(
      /belongs to the user with the id 12345, .*look whether its lines are yours, then run chown 0 on it\.$/,
    );
  },
);

test("a line reads as it was written", () => {
  const [read] = readTokenLines(lineOf("ci.bot", "x", ["write"], 1_800_000_000_000));
  expect(read).toEqual({
    name: "ci.bot",
    scopes: new Set(["read", "write"]),
    hash: hashToken("x"),
    expiresAt: 1_800_000_000_000,
  });
});
