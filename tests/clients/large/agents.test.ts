import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine } from "../../helpers/server.ts";
import { createEmbedded } from "../../../src/embedded/embedded.ts";

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, "node_modules");
const root = resolve(import.meta.dirname, "../../..");

/** A user's machine: their home, a project, and an npx that starts the server of this checkout. */
const here = mkdtempSync(join(tmpdir(), "neon-dba-installed-"));
const [home, project, bin] = ["home", "project", "bin"].map((name) => join(here, name)) as [
  string,
  string,
  string,
];
const data = `${here}-data`;
const env = {
  PATH: `${bin}:${process.env["PATH"] ?? ""}`,
  HOME: home,
  NEON_DBA_HOME: data,
  DISABLE_AUTOUPDATER: "1",
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  GEMINI_CLI_TRUST_WORKSPACE: "true",
};
const node = [process.execPath, ...commandLine].map((part) => JSON.stringify(part)).join(" ");

beforeAll(async () => {
  for (const folder of [home, project, bin]) mkdirSync(folder);
  writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift 2\nexec ${node} "$@"\n`, { mode: 0o755 });
  await run(
    process.execPath,
    [
      ...commandLine,
      ..."agents install --scope user --client claude,codex,opencode,gemini --yes".split(" "),
    ],
    { cwd: project, env },
  );
});
afterAll(async () => {
  await createEmbedded({ home: data }).destroy();
  for (const path of [here, data]) rmSync(path, { recursive: true, force: true });
});

/** What a program says, on both of its streams. */
async function ask(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(program, args, { cwd: project, env, maxBuffer: 1e8 });
  return `${stdout}${stderr}`;
}

const claude = join(
  modules,
  `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
);
const opencode = join(modules, `opencode-${process.platform}-${process.arch}/bin/opencode`);

test("Claude Code reaches the server that was installed", async () => {
  expect(await ask(claude, "mcp", "list")).toMatch(/neon-dba: npx .*Connected/);
});

test("Codex reads the entry and the roles", async () => {
  const text = await ask(join(modules, ".bin/codex"), "mcp", "get", "neon-dba");
  expect(text).toMatch(/command: npx[\s\S]*-y neon-dba --toolsets all/);
  expect(text).not.toMatch(/agent role|Ignoring/i);
});

test("OpenCode reaches the server, and its sub-agents may use our tools and no others", async () => {
  expect(await ask(opencode, "mcp", "list")).toMatch(/neon-dba.*connected/);
  const agents = await ask(opencode, "agent", "list");
  const [, own = ""] =
    /neon-database-ops \(subagent\)([\s\S]*?)\n\S+ \((?:sub|prim)/.exec(agents) ?? [];
  const rules = JSON.parse(own.trim()) as { permission: string; action: string }[];
  const all = rules.findLastIndex(({ permission }) => permission === "*");
  expect(rules[all]?.action).toBe("deny");
  const allowed = rules.slice(all).filter(({ action }) => action === "allow");
  expect(allowed.map(({ permission }) => permission)).toContain("neon-dba_run_sql");
});

test("Gemini CLI reaches the server", async () => {
  const gemini = join(modules, "@google/gemini-cli/bundle/gemini.js");
  expect(await ask(process.execPath, gemini, "mcp", "list")).toMatch(/✓ neon-dba: .*Connected/);
});

test.each(["packages/plugin", "."])(
  "Claude Code finds nothing wrong with the plugin in %s",
  async (folder) => {
    expect(await ask(claude, "plugin", "validate", "--strict", join(root, folder))).toContain(
      "Validation passed",
    );
  },
);

test("the plugin directory would take it", async () => {
  const said = await ask(
    claude,
    ..."plugin validate --json --strict --profile directory".split(" "),
    join(root, "packages/plugin"),
  );
  expect(JSON.parse(said)).toMatchObject({ success: true, directory: { findings: [] } });
});

test("it installs from the marketplace that the repository is", async () => {
  await ask(claude, "plugin", "marketplace", "add", root);
  await ask(claude, "plugin", "install", "neon-dba@neon-dba");
  expect(await ask(claude, "plugin", "list")).toMatch(/neon-dba@neon-dba[\s\S]*enabled/i);
});
