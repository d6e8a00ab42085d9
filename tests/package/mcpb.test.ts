import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEmbedded } from "../../src/embedded/embedded.ts";

const root = resolve(import.meta.dirname, "../..");
const here = mkdtempSync(join(tmpdir(), "neon-dba-bundle-"));
const [folder, file, out] = ["bundle", "neon-dba.mcpb", "out"].map((name) => join(here, name)) as [
  string,
  string,
  string,
];
const home = `${here}-home`;
/** Twice what it measured when it was made (34 MB on Linux): a dependency that brings more is to be noticed. */
const LARGEST_BYTES = 68e6;

const mcpb = (...args: readonly string[]): string =>
  execFileSync(join(here, "node_modules/.bin/mcpb"), args, {
    cwd: here,
    encoding: "utf8",
    stdio: "pipe",
  });

beforeAll(() => {
  writeFileSync(join(here, "package.json"), '{ "private": true }');
  execFileSync(
    "npm",
    ["install", "--silent", "--no-audit", "--no-fund", "@anthropic-ai/mcpb@2.1.2"],
    { cwd: here },
  );
  execFileSync(process.execPath, [join(root, "packages/mcpb/build.mjs"), folder], { cwd: root });
}, 600_000);
afterAll(async () => {
  await createEmbedded({ home }).destroy();
  for (const path of [here, home]) rmSync(path, { recursive: true, force: true });
});

test("the manifest is valid, where it is written and where it is packed", () => {
  for (const manifest of [join(root, "packages/mcpb/manifest.json"), join(folder, "manifest.json")])
    expect(mcpb("validate", manifest)).toContain("passes");
});

test("packed, unpacked and started as its manifest says, it answers", async () => {
  mcpb("pack", folder, file);
  expect(statSync(file).size).toBeLessThan(LARGEST_BYTES);
  mkdirSync(out);
  mcpb("unpack", file, out);
  expect(existsSync(join(out, "icon.png"))).toBe(true);
  const { server, user_config, compatibility } = JSON.parse(
    readFileSync(join(out, "manifest.json"), "utf8"),
  ) as {
    server: { mcp_config: { command: string; args: string[]; env: Record<string, string> } };
    user_config: Record<string, { default: string }>;
    compatibility: { platforms: string[] };
  };
  expect(compatibility.platforms).toEqual([process.platform]);
  // as a client fills it in for somebody who answers nothing
  const filled = (text: string): string =>
    text
      .replaceAll("${__dirname}", out)
      .replaceAll(
        /\$\{user_config\.(\w+)\}/g,
        (_, name: string) => user_config[name]?.default ?? "",
      );
  const { command, args, env } = server.mcp_config;
  const variables = Object.entries(env).map(([name, value]) => [name, filled(value)]);
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(
    new StdioClientTransport({
      command,
      args: args.map(filled),
      env: {
        ...(Object.fromEntries(variables) as Record<string, string>),
        PATH: process.env["PATH"] ?? "",
        NEON_DBA_HOME: home,
      },
    }),
  );
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["run_sql", "estimate_cost"]),
  );
  const result = await client.callTool(
    { name: "run_sql", arguments: { sql: "select 6 * 7 as answer" } },
    { timeout: 120_000 },
  );
  expect(JSON.stringify(result.structuredContent)).toContain("[[42]]");
  await client.close();
});
