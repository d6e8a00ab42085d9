import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { loadPersonas } from "../src/agents/personas.ts";
import { loadSkills } from "../src/agents/skills.ts";
import { settings } from "../src/settings.ts";
import { ICON_PALETTE, ICON_SIZE, drawIcon } from "../src/docs/icon.ts";
import { installLine, installLinks } from "../src/docs/install-links.ts";
import { bundleFolder, bundleManifest } from "../src/docs/mcpb.ts";
import { pluginFiles, pluginFolder } from "../src/docs/plugin.ts";
import { promptTable } from "../src/docs/prompts.ts";
import { loadPrompts } from "../src/prompts/load.ts";
import { replaceSection, settingsTable, toolTable } from "../src/docs/readme.ts";
import { type PackageJson, serverJson } from "../src/docs/server-json.ts";
import type { Tool } from "../src/core/tool.ts";
import { instructions } from "../src/mcp/instructions.ts";
import { toolsets } from "../tools/index.ts";
import { connect } from "./helpers/client.ts";
import { encodePng, rowsOf } from "./helpers/png.ts";
import { serverConfig } from "./helpers/server-config.ts";

const root = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const readPackage = (): PackageJson => JSON.parse(read("package.json")) as PackageJson;
const stale = "run `npm run docs` and commit what it writes";
const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
const { tools: wire } = await (await connect(serverConfig(tools))).listTools();

test("README tables are current", async () => {
  const tables = [
    ["tools", toolTable(toolsets)],
    ["prompts", promptTable(loadPrompts())],
    ["settings", settingsTable(settings)],
    ["http-settings", settingsTable(settings, "http")],
    [
      "install",
      installLine(installLinks({ name: "neon-dba", command: "npx", args: ["-y", "neon-dba"] })),
    ],
  ] as const;
  const text = tables.reduce(
    (page, [section, table]) => replaceSection(page, section, table),
    read("README.md"),
  );
  await expect(text, stale).toMatchFileSnapshot(join(root, "README.md"));
});

test("server.json is current and speaks of this package", async () => {
  const pkg = readPackage();
  const text = serverJson(pkg, settings);
  const { name, version, description } = JSON.parse(text) as PackageJson;
  expect({ name, version }).toEqual({ name: pkg.mcpName, version: pkg.version });
  expect(description.length).toBeLessThanOrEqual(100);
  await expect(text, stale).toMatchFileSnapshot(join(root, "server.json"));
});

const plugin = pluginFiles(readPackage(), loadPersonas(), loadSkills());

test.each(plugin)("$path of the Claude Code plugin is current", async ({ path, text }) => {
  await expect(text, stale).toMatchFileSnapshot(join(root, path));
});

test("nothing is left in the plugin that is no longer generated", () => {
  const there = readdirSync(join(root, pluginFolder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "icon.png")
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  const generated = plugin.map(({ path }) => path).filter((path) => path.startsWith(pluginFolder));
  expect(there.toSorted(), "delete what is left over").toEqual(generated.toSorted());
});

test("the bundle's manifest is current", async () => {
  const text = bundleManifest(readPackage(), settings, tools);
  await expect(text, stale).toMatchFileSnapshot(join(root, bundleFolder, "manifest.json"));
});

test.each([pluginFolder, bundleFolder])("%s has the icon as it is drawn", (folder) => {
  const file = join(root, folder, "icon.png");
  const drawn = encodePng(drawIcon(), ICON_SIZE, ICON_PALETTE);
  if (process.env["CI"] === undefined && !existsSync(file)) writeFileSync(file, drawn);
  const { size, rows } = rowsOf(readFileSync(file));
  expect(size).toBe(ICON_SIZE);
  expect(rows.equals(rowsOf(drawn).rows), "delete it, run `npm run docs` and commit it").toBe(true);
});

test.each(wire)("$name looks to clients as it was agreed", async (tool) => {
  await expect(`${JSON.stringify(tool, null, 2)}\n`, stale).toMatchFileSnapshot(
    join(root, `tests/snapshots/tools/${tool.name}.json`),
  );
});

test("every tool of the registry is on the wire", () => {
  expect(wire.map(({ name }) => name).toSorted()).toEqual(tools.map(({ name }) => name).toSorted());
});

test.each(["read", "guarded", "full"] as const)(
  "instructions with access %s are short",
  (access) => {
    const text = instructions(toolsets, tools, { deployment: "an embedded Postgres", access });
    expect(text.length).toBeLessThanOrEqual(2_000);
  },
);
