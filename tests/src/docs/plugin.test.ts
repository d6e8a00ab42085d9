import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { loadPersonas } from "../../../src/agents/personas.ts";
import { loadSkills } from "../../../src/agents/skills.ts";
import { bundleManifest } from "../../../src/docs/mcpb.ts";
import { pluginFiles, pluginPrefix } from "../../../src/docs/plugin.ts";
import type { PackageJson } from "../../../src/docs/server-json.ts";
import { settings } from "../../../src/settings.ts";
import { toolsets } from "../../../tools/index.ts";

const root = resolve(import.meta.dirname, "../../..");
const pkg = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as PackageJson;
const tools = Object.values(toolsets).flatMap(
  ({ tools: some }): readonly { name: string; description: string }[] => some,
);
const files = pluginFiles(pkg, loadPersonas(), loadSkills());

test("tools of the plugin's server have names that every model takes", () => {
  const long = tools.map(({ name }) => `${pluginPrefix}${name}`).filter((name) => name.length > 64);
  expect(long).toEqual([]);
});

test("sub-agents are bound to the tools of the plugin's own server, which are there", () => {
  const agents = files.filter(({ path }) => path.includes("/agents/"));
  const bound = agents.flatMap(({ text }) => text.match(/mcp__\w+(?:-\w+)*/g) ?? []);
  expect(agents).toHaveLength(5);
  const known = new Set(tools.map(({ name }) => `${pluginPrefix}${name}`));
  expect(bound.filter((name) => !known.has(name))).toEqual([]);
  expect(bound.length).toBeGreaterThan(50);
});

test("the server is that of the plugin's version", () => {
  const text = files.find(({ path }) => path.endsWith(".mcp.json"))?.text ?? "";
  expect(JSON.parse(text)).toMatchObject({
    mcpServers: { "neon-dba": { args: ["-y", `neon-dba@${pkg.version}`, "--toolsets", "all"] } },
  });
});

test("the bundle asks for secrets as secrets, and names every tool in a sentence", () => {
  const manifest = JSON.parse(bundleManifest(pkg, settings, tools)) as {
    tools: { name: string; description: string }[];
    user_config: Record<string, { sensitive?: boolean; required: boolean }>;
    server: { mcp_config: { env: Record<string, string> } };
  };
  const secret = settings.flatMap(({ variable, secret: is }) => (is === true ? [variable] : []));
  for (const [variable, reference] of Object.entries(manifest.server.mcp_config.env)) {
    const [, name = ""] = /^\$\{user_config\.(\w+)\}$/.exec(reference) ?? [];
    expect(manifest.user_config[name]).toMatchObject({ required: false });
    expect(manifest.user_config[name]?.sensitive ?? false, variable).toBe(
      secret.includes(variable),
    );
  }
  expect(manifest.tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  expect(manifest.tools.filter(({ description }) => description.length < 10)).toEqual([]);
});
