import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import type { Place } from "../../../src/agents/client.ts";
import { clients } from "../../../src/agents/clients/index.ts";
import { detectClients } from "../../../src/agents/detect.ts";
import { serverOf } from "../../../src/agents/server.ts";
import { selectTools } from "../../../src/mcp/select.ts";
import { toolsets } from "../../../tools/index.ts";
import { install, makePlace, personas, put } from "./harness.ts";

test("tools are those of the persona, in the words of each client, beside what reads the project", async () => {
  const place = makePlace("project");
  await install(place);
  const [persona] = personas;
  if (persona === undefined) throw new Error("there is no persona");
  const text = (path: string): string => readFileSync(join(place.root, path), "utf8");
  const front = (path: string): Record<string, unknown> =>
    parseYaml(/^---\n([\s\S]*?)---\n/.exec(text(path))?.[1] ?? "") as Record<string, unknown>;
  const ours = (tools: unknown, prefix: string): string[] =>
    (tools as string[]).flatMap((tool) =>
      tool.startsWith(prefix) ? [tool.slice(prefix.length)] : [],
    );
  const { name, tools, description } = persona;

  const claude = front(`.claude/agents/${name}.md`);
  expect(claude).toMatchObject({ name, description, model: "inherit" });
  const bound = String(claude["tools"]).split(", ");
  expect(ours(bound, "mcp__neon-dba__")).toEqual(tools);
  expect(bound.filter((tool) => !tool.startsWith("mcp__"))).toEqual([
    "Read",
    "Grep",
    "Glob",
    "Skill",
  ]);
  expect(ours(front(`.github/agents/${name}.agent.md`)["tools"], "neon-dba/")).toEqual(tools);
  expect(ours(front(`.gemini/agents/${name}.md`)["tools"], "mcp_neon-dba_")).toEqual(tools);
  const permission = Object.entries(front(`.opencode/agents/${name}.md`)["permission"] as object);
  expect(permission[0]).toEqual(["*", "deny"]);
  expect(
    ours(
      permission.map(([key]) => key),
      "neon-dba_",
    ),
  ).toEqual(tools);
  expect(front(`.cursor/agents/${name}.md`)).toMatchObject({ name, description });
  const codex = parseToml(text(`.codex/agents/${name}.toml`));
  expect(codex).toMatchObject({
    name,
    description,
    mcp_servers: { "neon-dba": { command: "npx", enabled_tools: tools } },
  });
  expect(codex["developer_instructions"]).toContain(persona.text);
});

test("the entry's flags serve every tool of every persona", () => {
  const at = serverOf([]).args.indexOf("--toolsets");
  expect(serverOf([]).args[at + 1]).toBe("all");
  const served = selectTools(toolsets, {
    toolsets: "all",
    tools: undefined,
    excludeTools: [],
    access: "guarded",
  });
  const missing = personas.flatMap(({ tools }) =>
    tools.filter((tool) => !served.some(({ name }) => name === tool)),
  );
  expect(missing).toEqual([]);
});

test("a persona without arguments has no heading with nothing below it, and no placeholder", () => {
  for (const { text } of personas) {
    expect(text).not.toMatch(/\{\{|^## [^\n]*\n+(?=## |$(?![\s\S]))/m);
    expect(text.length).toBeGreaterThan(1_000);
  }
});

test("variables are handed on by name, in each client's syntax", async () => {
  const place = makePlace("project");
  await install(place, { variables: ["NEON_API_KEY"] });
  const text = (path: string): string => readFileSync(join(place.root, path), "utf8");
  expect(text(".mcp.json")).toContain('"NEON_API_KEY": "${NEON_API_KEY:-}"');
  expect(text(".cursor/mcp.json")).toContain('"NEON_API_KEY": "${env:NEON_API_KEY}"');
  expect(text(".vscode/mcp.json")).toContain('"NEON_API_KEY": "${env:NEON_API_KEY}"');
  expect(text("opencode.json")).toContain('"NEON_API_KEY": "{env:NEON_API_KEY}"');
  expect(text(".gemini/settings.json")).toContain('"NEON_API_KEY": "${NEON_API_KEY:-}"');
  expect(text(".codex/config.toml")).toContain('env_vars = [ "NEON_API_KEY" ]');
});

test("places of Windows and macOS", () => {
  const windows: Place = { ...makePlace("user", "win32"), env: { APPDATA: "/appdata" } };
  const entry = (name: string, place: Place) =>
    clients.find((client) => client.name === name)?.entry(place, serverOf([]));
  expect(entry("vscode", windows)?.files).toEqual([join("/appdata", "Code", "User", "mcp.json")]);
  expect(entry("claude", windows)?.value).toMatchObject({
    command: "cmd",
    args: ["/c", "npx", "-y", "neon-dba", "--toolsets", "all"],
  });
  const mac = makePlace("user", "darwin");
  expect(entry("vscode", mac)?.files).toEqual([
    join(mac.home, "Library/Application Support/Code/User/mcp.json"),
  ]);
  const moved: Place = {
    ...mac,
    env: { CODEX_HOME: "/c", CLAUDE_CONFIG_DIR: "/d", XDG_CONFIG_HOME: "/x" },
  };
  expect(entry("codex", moved)?.files).toEqual(["/c/config.toml"]);
  expect(entry("claude", moved)?.files).toEqual(["/d/.claude.json"]);
  expect(entry("opencode", moved)?.files[0]).toBe("/x/opencode/opencode.json");
});

test("clients are found by what they leave, or by their command", () => {
  const place = makePlace("project");
  const found = (env: NodeJS.ProcessEnv = {}) =>
    detectClients({ ...place, env }).map(({ name }) => name);
  expect(found()).toEqual([]);
  mkdirSync(join(place.root, ".cursor"));
  mkdirSync(join(place.home, ".codex"));
  expect(found()).toEqual(["cursor", "codex"]);
  put(place, "bin/gemini", "#!/bin/sh\n");
  expect(found({ PATH: join(place.root, "bin") })).toEqual(["cursor", "codex", "gemini"]);
});
