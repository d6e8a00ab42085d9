import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clients } from "../../../src/agents/clients/index.ts";
import { describePlan } from "../../../src/agents/describe.ts";
import { readRecord } from "../../../src/agents/record.ts";
import { planRemove } from "../../../src/agents/remove.ts";
import { install, makePlace, planOf, put } from "./harness.ts";

const only = (...names: string[]) => ({ of: clients.filter(({ name }) => names.includes(name)) });

/** What is told of a file that others write too. */
const told = (text: string): string[] => text.slice(text.indexOf("--- ")).split("\n");

const secrets: readonly [where: string, client: string, file: string, text: string][] = [
  [
    "a string in the line that grows",
    "claude",
    ".mcp.json",
    '{\n  "mcpServers": { "x": { "env": { "KEY": "SECRET" } } }\n}',
  ],
  ["a string of TOML without a line end", "codex", ".codex/config.toml", "token = 'SECRET'"],
  [
    "strings of TOML over lines, numbers and comments",
    "codex",
    ".codex/config.toml",
    '[mcp_servers.x.env]\nKEY = """\nSECRET\n"""\nPIN = 123 # SECRET\n',
  ],
  [
    "a comment behind a neighbour, and escapes",
    "cursor",
    ".cursor/mcp.json",
    '{\n  "mcpServers": {\n    "b": { "env": { "PIN": 123 } } // SECRET \u001B[2J\u202E\n  }\n}\n',
  ],
  [
    "a comment that begins behind our place",
    "cursor",
    ".cursor/mcp.json",
    '{ "mcpServers": { "b": 123 } /* SECRET \u001B[2J */ }',
  ],
];

test.each(secrets)("%s is not shown, ours is", async (_, client, file, text) => {
  const place = makePlace("project");
  put(place, file, text);
  const check = (lines: string[], sign: string): void => {
    expect(lines.slice(2).join("\n")).not.toMatch(/SECRET|123|[^\P{C}\n]/u);
    expect(lines[1]).toBe(`+++ ${file}`);
    expect(lines.filter((line) => line.startsWith(sign)).join("\n")).toMatch(
      /neon-dba|NEON_API_KEY/,
    );
  };
  check(told(describePlan(place, await planOf(place, only(client)))), "+");
  await install(place, only(client));
  // as an update finds the file when others wrote in it since
  const later = `\n[z]\nKEY = """\nSECRET\n"""\nPIN = 123 # SECRET\n`;
  appendFileSync(join(place.root, file), client === "codex" ? later : "\n");
  const update = await planOf(place, { ...only(client), variables: ["NEON_API_KEY"] });
  check(told(describePlan(place, update)), "+");
  const removal = await planRemove(place, await readRecord(place), [client]);
  check(told(describePlan(place, removal)), "-");
});

test("a neighbour that gets a comma is not told as changed; a line that grows is told by what is put in", async () => {
  const place = makePlace("project");
  put(place, ".cursor/mcp.json", '{\n  "mcpServers": {\n    "b": {}\n  }\n}\n');
  put(place, ".gemini/settings.json", '{"theme":"x"}');
  const lines = told(describePlan(place, await planOf(place, only("cursor", "gemini"))));
  expect(lines.slice(0, 5)).toEqual([
    "--- .cursor/mcp.json",
    "+++ .cursor/mcp.json",
    "@@ -3,0 +4,9 @@",
    '+    "neon-dba": {',
    '+      "command": "npx",',
  ]);
  expect(lines.slice(-3)).toEqual([
    "@@ -1,1 +1,1 @@",
    "-… 1 line not shown …",
    expect.stringMatching(/^\+… "mcpServers": \{"neon-dba":.*\} …$/),
  ]);
});

test("of others' lines that an update passes by only the number is told", async () => {
  const place = makePlace("project");
  await install(place, only("codex"));
  appendFileSync(join(place.root, ".codex/config.toml"), "\n[z]\na = 1\nb = 2\n");
  const update = await planOf(place, { ...only("codex"), variables: ["NEON_API_KEY"] });
  const lines = told(describePlan(place, update)).slice(3);
  expect(lines.map((line) => line.slice(0, 9))).toEqual([
    "-[mcp_ser",
    "-command ",
    "-args = [",
    "-startup_",
    "-",
    " … 3 line",
    "+",
    "+[mcp_ser",
    "+command ",
    "+args = [",
    "+env_vars",
    "+startup_",
  ]);
});
