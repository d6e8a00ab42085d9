import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { settings } from "../src/settings.ts";
import { promptTable } from "../src/docs/prompts.ts";
import { loadPrompts } from "../src/prompts/load.ts";
import { replaceSection, settingsTable, toolTable } from "../src/docs/readme.ts";
import { type PackageJson, serverJson } from "../src/docs/server-json.ts";
import type { Tool } from "../src/core/tool.ts";
import { instructions } from "../src/mcp/instructions.ts";
import { toolsets } from "../tools/index.ts";
import { connect } from "./helpers/client.ts";
import { serverConfig } from "./helpers/server-config.ts";

const root = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const stale = "run `npm run docs` and commit what it writes";
const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
const { tools: wire } = await (await connect(serverConfig(tools))).listTools();

test("README tables are current", async () => {
  const tables = [
    ["tools", toolTable(toolsets)],
    ["prompts", promptTable(loadPrompts())],
    ["settings", settingsTable(settings)],
  ] as const;
  const text = tables.reduce(
    (page, [section, table]) => replaceSection(page, section, table),
    read("README.md"),
  );
  await expect(text, stale).toMatchFileSnapshot(join(root, "README.md"));
});

test("server.json is current and speaks of this package", async () => {
  const pkg = JSON.parse(read("package.json")) as PackageJson;
  const text = serverJson(pkg, settings);
  const { name, version, description } = JSON.parse(text) as PackageJson;
  expect({ name, version }).toEqual({ name: pkg.mcpName, version: pkg.version });
  expect(description.length).toBeLessThanOrEqual(100);
  await expect(text, stale).toMatchFileSnapshot(join(root, "server.json"));
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
