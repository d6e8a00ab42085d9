import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installed, install } from "./installed.ts";

const root = resolve(import.meta.dirname, "../../..");

let installed: Installed;
beforeAll(async () => {
  installed = await install();
});
afterAll(() => installed[Symbol.asyncDispose]());

test("Claude Code reaches the server that was installed", async () => {
  expect(await installed.ask("claude", ["mcp", "list"])).toMatch(/neon-dba: npx .*Connected/);
});

test("Codex reads the entry", async () => {
  expect(await installed.ask("codex", ["mcp", "get", "neon-dba"])).toMatch(
    /command: npx[\s\S]*-y neon-dba --toolsets all/,
  );
});

test("OpenCode reaches the server, and its sub-agents may use our tools and no others", async () => {
  expect(await installed.ask("opencode", ["mcp", "list"])).toMatch(/neon-dba.*connected/);
  const agents = await installed.ask("opencode", ["agent", "list"]);
  const [, own = ""] =
    /neon-database-ops \(subagent\)([\s\S]*?)\n\S+ \((?:sub|prim)/.exec(agents) ?? [];
  const rules = JSON.parse(own.trim()) as { permission: string; action: string }[];
  const all = rules.findLastIndex(({ permission }) => permission === "*");
  expect(rules[all]?.action).toBe("deny");
  const allowed = rules.slice(all).filter(({ action }) => action === "allow");
  expect(allowed.map(({ permission }) => permission)).toContain("neon-dba_run_sql");
});

test("Gemini CLI reaches the server", async () => {
  expect(await installed.ask("gemini", ["mcp", "list"])).toMatch(/✓ neon-dba: .*Connected/);
});

test.each(["packages/plugin", "."])(
  "Claude Code finds nothing wrong with the plugin in %s",
  async (folder) => {
    expect(
      await installed.ask("claude", ["plugin", "validate", "--strict", join(root, folder)]),
    ).toContain("Validation passed");
  },
);

test("the plugin directory would take it", async () => {
  const said = await installed.ask("claude", [
    ..."plugin validate --json --strict --profile directory".split(" "),
    join(root, "packages/plugin"),
  ]);
  expect(JSON.parse(said)).toMatchObject({ success: true, directory: { findings: [] } });
});

test("it installs from the marketplace that the repository is", async () => {
  await installed.ask("claude", ["plugin", "marketplace", "add", root]);
  await installed.ask("claude", ["plugin", "install", "neon-dba@neon-dba"]);
  expect(await installed.ask("claude", ["plugin", "list"])).toMatch(
    /neon-dba@neon-dba[\s\S]*enabled/i,
  );
});
