import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "neon-dba-package-"));
const command = join(directory, "node_modules/.bin/neon-dba");
/** The package lies where only its owner can look, as below /root; the home must be reachable for whoever runs Postgres. */
const home = `${directory}-home`;
const env = { PATH: process.env["PATH"] ?? "", HOME: directory, NEON_DBA_HOME: home };

beforeAll(() => {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", directory], { cwd: root });
  const [tarball = ""] = readdirSync(directory).filter((file) => file.endsWith(".tgz"));
  // without install scripts, as npm and pnpm now do by default: the missing library links are the server's own business
  install(directory, `./${tarball}`);
});
afterAll(async () => {
  await createEmbedded({ home }).destroy();
  for (const path of [directory, home]) rmSync(path, { recursive: true, force: true });
});

function install(where: string, what: string): void {
  mkdirSync(where, { recursive: true });
  writeFileSync(
    join(where, "package.json"),
    JSON.stringify({ name: "user-project", private: true }),
  );
  execFileSync(
    "npm",
    ["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", what],
    { cwd: where },
  );
}

/** Half as much again as it measured (6.5 MB unpacked): what should not be in it is larger than that. */
const LARGEST_BYTES = 10e6;

test("holds what is run and read, nothing else, and nothing that is left of older sources", () => {
  const where = join(directory, "node_modules/neon-dba");
  const files = readdirSync(where, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(where, join(parentPath, name)));
  const expected = [
    /^dist\/(?:src|tools)\/.*\.js$/,
    /^prompts\/(?:personas|workflows)\/[a-z-]+\.md$/,
    /^prompts\/skills\/.*\.md$/,
    /^src\/apps\/.*\.(?:js|css)$/,
    /^packages\/plugin\//,
    /^\.claude-plugin\/marketplace\.json$/,
    /^(?:package\.json|README\.md|LICENSE|src\/apps\/tsconfig\.json)$/,
  ];
  for (const pattern of expected)
    expect(files.filter((file) => pattern.test(file))).not.toEqual([]);
  expect(files.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([]);
  const orphans = files.filter((file) => {
    const [, source] = /^dist\/(.*)\.js$/.exec(file) ?? [];
    return source !== undefined && !existsSync(join(root, `${source}.ts`));
  });
  expect(orphans, "delete dist and build again").toEqual([]);
  expect(files.filter((file) => /^prompts\/skills\/[^/]+\/SKILL\.md$/.test(file))).toHaveLength(12);
  const bytes = files.reduce((sum, file) => sum + statSync(join(where, file)).size, 0);
  expect(bytes).toBeLessThan(LARGEST_BYTES);
});

test("installs its sub-agents and skills from the package, and takes them away again", () => {
  const project = mkdtempSync(join(directory, "project-"));
  const agents = (...args: string[]) =>
    spawnSync(command, ["agents", ...args], { env, cwd: project, encoding: "utf8" });
  const installed = agents("install", "--client", "claude", "--yes");
  expect(installed.status, installed.stderr).toBe(0);
  expect(readdirSync(join(project, ".claude/agents"))).toHaveLength(5);
  expect(readdirSync(join(project, ".claude/skills"))).toHaveLength(12);
  expect(agents("remove", "--yes").status).toBe(0);
  expect(readdirSync(project)).toEqual([]);
});

const run = (...args: string[]) => spawnSync(command, args, { env, encoding: "utf8" });

test("tells its version and its help", () => {
  expect(run("--version")).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
  expect(run("--help").stdout).toContain("neon-dba call TOOL");
});

test("serves the official client of today over stdio", async () => {
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" } },
  );
  await client.connect(new StdioClientTransport({ command, env }));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("run_sql");
  const result = await client.callTool(
    { name: "run_sql", arguments: { sql: "select 6 * 7 as answer" } },
    { timeout: 60_000 },
  );
  expect(JSON.stringify(result.structuredContent)).toContain("[[42]]");
  const { contents } = await client.readResource({ uri: "ui://neon-dba/plan" });
  expect(contents).toMatchObject([{ text: expect.stringMatching(/^<!doctype html>/) }]);
  await client.close();
});

test("serves the client of the SDK's first generation", async () => {
  const where = join(directory, "sdk-1");
  install(where, "@modelcontextprotocol/sdk@1.32.2");
  const load = (path: string): Promise<Record<string, new (...args: unknown[]) => never>> =>
    import(
      pathToFileURL(
        createRequire(join(where, "index.js")).resolve(`@modelcontextprotocol/sdk/${path}`),
      ).href
    );
  const { Client: FirstClient } = await load("client/index.js");
  const { StdioClientTransport: FirstTransport } = await load("client/stdio.js");
  if (FirstClient === undefined || FirstTransport === undefined)
    throw new Error("the SDK has no client");
  const client: Client = new FirstClient({ name: "test", version: "1.0.0" });
  await client.connect(new FirstTransport({ command, env }));
  const result = await client.callTool({
    name: "run_sql",
    arguments: { sql: "select 6 * 7 as answer" },
  });
  expect(JSON.stringify(result.structuredContent)).toContain("[[42]]");
  await client.close();
});

test("call prints JSON, and its exit code says how it went", () => {
  const done = run("call", "run_sql", '{"sql":"select 1 as one"}');
  expect(done.status, done.stderr).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({ results: [{ rows: [[1]] }] });
  const refused = run("call", "run_sql", '{"sql":"drop table x"}');
  expect(refused.status).toBe(1);
  expect(JSON.parse(refused.stdout)).toEqual({ error: expect.stringMatching(/^READ_ONLY/) });
  expect(run("call", "run_sqll", "{}")).toMatchObject({ status: 2, stdout: "" });
  expect(run("--acess", "full")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("did you mean --access?"),
  });
});

test("doctor says what it saw", () => {
  const { status, stdout } = run("doctor");
  expect(stdout).toMatch(/ok +database +local: Postgres 18/);
  expect(status).toBe(0);
});
