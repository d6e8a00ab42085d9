import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { openAuthentication } from "../../../src/auth/authenticate.ts";
import { token } from "../../../src/cli/token.ts";
import { commandLine, serverEnv } from "../../helpers/server.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-token-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What it writes to standard output and error. */
async function run(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<[string, string]> {
  const written: [string, string] = ["", ""];
  const spies = [process.stdout, process.stderr].map((stream, at) =>
    vi.spyOn(stream, "write").mockImplementation((text) => {
      written[at === 0 ? 0 : 1] += String(text);
      return true;
    }),
  );
  try {
    await token(argv, env);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return written;
}

const principalOf = async (file: string, secret: string) => {
  const { authenticate } = await openAuthentication({
    tokens: file,
    oauth: undefined,
    neonKeys: "operator",
    resource: () => "http://127.0.0.1/mcp",
    log: () => {},
  });
  const judged = await authenticate({ headers: { authorization: `Bearer ${secret}` } });
  return "principal" in judged ? judged.principal : judged.refusal.status;
};

test("the token works by its line in the file, which does not hold it", async () => {
  const file = join(folder, "tokens");
  const command = ["token", "alice", "--scopes", "write", "--tokens", file];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...commandLine, ...command], {
    env: serverEnv(),
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, expect.stringContaining("shown this once")]);
  const secret = stdout.trim();
  expect(secret).toMatch(/^ndba_[\w-]{43}$/);
  const text = readFileSync(file, "utf8");
  expect(text).not.toContain(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await principalOf(file, secret)).toEqual({
    id: "token:alice",
    scopes: new Set(["read", "write"]),
    expiresAt: expect.closeTo(Date.now() / 1000 + 90 * 86_400, -3),
  });
  // the next one stands beside it, even after a hand that left no line end
  writeFileSync(file, text.trimEnd());
  const [other] = await run(["ci", "--expires=never"], { NEON_DBA_HTTP_TOKENS: file });
  expect(await principalOf(file, other.trim())).toEqual({
    id: "token:ci",
    scopes: new Set(["read"]),
  });
  expect(await principalOf(file, secret)).toHaveProperty("id", "token:alice");
});

test("without a file the line follows the token", async () => {
  const [out] = await run(["bob", "--scopes=read,admin", "--expires", "2h"]);
  const [secret = "", line = ""] = out.trim().split("\n");
  const file = join(folder, "bob");
  writeFileSync(file, line, { mode: 0o600 });
  expect(await principalOf(file, secret)).toMatchObject({
    scopes: new Set(["read", "write", "admin"]),
  });
});

test("what is wrong is said before a token is made", async () => {
  const file = join(folder, "wrong");
  await run(["alice", "--tokens", file]);
  const before = readFileSync(file, "utf8");
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /needs a name/],
    [["--scopes", "read"], /needs a name/],
    [["a b"], /needs a name/],
    [["x", "--scopes", "root"], /--scopes takes read, write, admin/],
    [["x", "--expires", "0d"], /--expires takes/],
    [["x", "--expires", "soon"], /--expires takes/],
    [["x", "--expires"], /--expires needs a value/],
    [["x", "--host", "y"], /not --host/],
    [["alice", "--tokens", file], /has a token alice already/],
    [["x", "--tokens", folder], /cannot be read \(EISDIR\)/],
  ];
  for (const [argv, why] of refused) await expect(run(argv), argv.join(" ")).rejects.toThrow(why);
  chmodSync(file, 0o666);
  await expect(run(["x", "--tokens", file])).rejects.toThrow(/written by others/);
  expect(readFileSync(file, "utf8")).toBe(before);
});
