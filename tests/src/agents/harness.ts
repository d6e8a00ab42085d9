import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { applyPlan } from "../../../src/agents/apply.ts";
import type { Client, Place } from "../../../src/agents/client.ts";
import { clients } from "../../../src/agents/clients/index.ts";
import { planInstall } from "../../../src/agents/install.ts";
import { loadPersonas } from "../../../src/agents/personas.ts";
import { readRecord } from "../../../src/agents/record.ts";
import { planRemove } from "../../../src/agents/remove.ts";
import { serverOf } from "../../../src/agents/server.ts";
import { loadSkills } from "../../../src/agents/skills.ts";

const here = mkdtempSync(join(tmpdir(), "neon-dba-agents-"));
afterAll(() => rmSync(here, { recursive: true, force: true }));

export const personas = loadPersonas();
export const skills = loadSkills();
export const names = clients.map(({ name }) => name);

let count = 0;
export function makePlace(scope: Place["scope"], platform: NodeJS.Platform = "linux"): Place {
  const home = join(here, `${count++}`, "home");
  const root = scope === "user" ? home : join(dirname(home), "project");
  for (const folder of [home, root]) mkdirSync(folder, { recursive: true });
  return { scope, root, home, platform, env: {} };
}

interface Options {
  readonly variables?: readonly string[];
  readonly of?: readonly Client[];
  readonly personas?: typeof personas;
  readonly skills?: typeof skills;
}

export async function planOf(place: Place, options: Options = {}) {
  const { variables = [], of = clients } = options;
  const server = serverOf(variables);
  return planInstall(place, await readRecord(place), {
    clients: of,
    personas: options.personas ?? personas,
    skills: options.skills ?? skills,
    server,
  });
}

export async function install(place: Place, options: Options = {}): Promise<readonly string[]> {
  const plan = await planOf(place, options);
  await applyPlan(place, plan);
  return plan.kept;
}

export async function remove(
  place: Place,
  which: readonly string[] = names,
): Promise<readonly string[]> {
  const plan = await planRemove(place, await readRecord(place), which);
  await applyPlan(place, plan);
  return plan.kept;
}

/** Every file with its text and mode, every folder. */
export function tree(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  return Object.fromEntries(
    entries.map((path) => {
      const at = join(folder, path);
      const { mode } = statSync(at);
      return [
        path,
        statSync(at).isDirectory() ? "/" : `${mode & 0o777} ${readFileSync(at, "utf8")}`,
      ];
    }),
  );
}

export function put(place: Place, path: string, text: string): string {
  const file = join(place.root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** What people have already, in the formats of the six. */
export function settle(place: Place): void {
  const own = place.scope === "user";
  put(
    place,
    own ? ".claude.json" : ".mcp.json",
    '{\n  "mcpServers": {\n    "x": { "command": "x" }\n  },\n  "n": 1\n}',
  );
  chmodSync(join(place.root, own ? ".claude.json" : ".mcp.json"), 0o600);
  put(place, ".claude/agents/reviewer.md", "---\nname: reviewer\n---\n");
  put(place, ".cursor/mcp.json", '{"mcpServers":{}}\n');
  put(
    place,
    own ? ".config/Code/User/mcp.json" : ".vscode/mcp.json",
    '{\r\n\t// mine\r\n\t"inputs": [],\r\n}\r\n',
  );
  put(place, ".codex/config.toml", 'model = "gpt" # mine\n\n[mcp_servers.x]\ncommand = "x"');
  put(
    place,
    own ? ".config/opencode/opencode.jsonc" : "opencode.jsonc",
    '{ "theme": "x", /* mine */ }',
  );
  put(place, ".gemini/settings.json", "{}");
}
