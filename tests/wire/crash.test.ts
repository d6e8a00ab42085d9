import { mkdtempSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectHttp } from "../helpers/http.ts";
import { type Program, startProgram } from "../helpers/program.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { filesIn } from "../helpers/files-in.ts";
import { secretOf } from "./secret-scenes.ts";

const program = join(import.meta.dirname, "faulty-main.ts");
const home = mkdtempSync(join(tmpdir(), "neon-dba-crash-"));
const audit = join(home, "audit.log");
const env = {
  NEON_DBA_HOME: home,
  NEON_DBA_AUDIT: audit,
  DATABASE_URL: `postgres://u:${secretOf("database")}@127.0.0.1:1/d`,
  SAID: "ndba_canary-5f1e-0123456789",
};
const flags = ["--access=full", "--log-level=debug"];
afterAll(() => removeHome(home));

const request = (id: number, method: string, params: object): string =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
const hello = request(1, "initialize", {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test", version: "1" },
});
const called = (id: number, name: string): string =>
  request(id, "tools/call", { name, arguments: {} });

const thrown = ["throw_error", "throw_text", "throw_object"];
const fatal = ["crash", "reject", "reject_text"];
/** What a process leaves behind, whoever reads it. */
const left = ({ stdout, stderr }: Program): string[] => [stdout(), stderr(), ...filesIn(home)];

function expectNoSecret(texts: readonly string[]): void {
  for (const text of texts) expect(text).not.toMatch(/canary-/);
}

test("over stdio, what a tool throws is told without secrets, and standard output stays the protocol's", async () => {
  await using server = startProgram(program, flags, env);
  server.child.stdin.write(hello + thrown.map((name, n) => called(n + 2, name)).join(""));
  await expect
    .poll(() => server.stdout().trim().split("\n").length, { timeout: 60_000 })
    .toBe(thrown.length + 1);
  for (const line of server.stdout().trim().split("\n").slice(1))
    expect(line).toMatch(/"UNAVAILABLE: throw_.* ended with an error that it does not know/);
  await expect.poll(() => server.stderr(), { timeout: 60_000 }).toContain('"unexpected"');
  expectNoSecret(left(server));
});

test.each(fatal)("over stdio, %s ends the process with words that hold no secret", async (name) => {
  await using server = startProgram(program, flags, env);
  server.child.stdin.write(hello + called(2, name));
  expect(await server.ended).toBe(1);
  expect(server.stderr()).toContain("ended by an error that nobody caught");
  for (const line of server.stderr().trim().split("\n"))
    expect(JSON.parse(line)).toMatchObject({ name: "neon-dba" });
  for (const line of server.stdout().trim().split("\n"))
    expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
  expectNoSecret(left(server));
});

test("over stdio, a process that is killed leaves no secret", async () => {
  await using server = startProgram(program, flags, env);
  server.child.stdin.write(hello + called(2, "throw_object"));
  await expect.poll(() => server.stdout(), { timeout: 60_000 }).toContain('"id":2');
  server.child.kill("SIGKILL");
  await server.ended;
  expect(readFileSync(audit, "utf8")).toContain('"throw_object"');
  expectNoSecret(left(server));
});

test("over HTTP, what a tool throws is told without secrets; a crash ends the process so too", async () => {
  await using server = startProgram(program, ["http", "--port=0", ...flags], env);
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: server.child.stderr }).on("line", (line) => {
      const started = /^neon-dba: (http:\S+) serves /.exec(line)?.[1];
      if (started !== undefined) resolve(started);
    });
  });
  const told: string[] = [];
  await using client = await connectHttp(url);
  for (const name of thrown)
    told.push(JSON.stringify(await client.callTool({ name, arguments: {} })));
  for (const path of ["/metrics", "/readyz"])
    told.push(await (await fetch(new URL(path, url))).text());
  expect(told[0]).toContain("does not know");
  const crashed = client.callTool({ name: "reject", arguments: {} });
  told.push(await crashed.then(JSON.stringify, String));
  expect(await server.ended).toBe(1);
  expect(server.stderr()).toContain("ended by an error that nobody caught");
  expectNoSecret([...told, ...left(server)]);
});
