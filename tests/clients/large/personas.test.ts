import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadPersonas } from "../../../src/agents/personas.ts";
import { type Installed, install, type Program } from "./installed.ts";
import { type Asked, type Call, openCodeProvider, openModel } from "./model.mjs";

let installed: Installed;
beforeAll(async () => {
  installed = await install();
});
afterAll(() => installed[Symbol.asyncDispose]());

const [persona] = loadPersonas().filter(({ name }) => name === "neon-database-ops");
if (persona === undefined) throw new Error("there is no such persona");
const { name, tools: own, text } = persona;
const opening = text.slice(0, 60);

interface Scene {
  readonly program: Program;
  /** What the model that was asked does next, by what it was shown. */
  readonly lead: (asked: Asked) => Call | undefined;
  /** How it is started with that model. */
  readonly start: (base: string, home: string) => { args: string[]; env?: NodeJS.ProcessEnv };
  /** What stands before the name of a tool of ours. */
  readonly prefix: string;
  /** Whether the sub-agent is offered the persona's tools of ours alone. */
  readonly binds: boolean;
}

const prompt = "Say what 6 times 7 is.";
const once =
  (call: Call) =>
  ({ shown }: Asked): Call | undefined =>
    shown === undefined ? call : undefined;

const scenes: readonly Scene[] = [
  {
    program: "claude",
    lead({ shown = "Still connecting" }) {
      // it connects to servers while its model is asked already
      if (shown.includes("Still connecting")) return { name: "WaitForMcpServers", args: {} };
      if (shown.includes("[Subagent hand-back]")) return undefined;
      const args = { subagent_type: name, description: "count", prompt, run_in_background: false };
      return { name: "Agent", args };
    },
    start: (base) => ({
      args: ["-p", "go", "--allowedTools", "mcp__neon-dba"],
      env: { ANTHROPIC_BASE_URL: base, ANTHROPIC_API_KEY: "none", ENABLE_TOOL_SEARCH: "false" },
    }),
    prefix: "mcp__neon-dba__",
    binds: true,
  },
  {
    program: "codex",
    lead({ shown }) {
      if (shown === undefined)
        return { name: "spawn_agent", args: { agent_type: name, message: prompt } };
      const [, id] = /"agent_id":"([^"]+)"/.exec(shown) ?? [];
      if (id === undefined) return undefined;
      return { name: "wait_agent", args: { targets: [id], timeout_ms: 200_000 } };
    },
    start: (base) => ({
      args: [
        "exec",
        "--skip-git-repo-check",
        ...[
          `model="scripted"`,
          `model_provider="scripted"`,
          `model_providers.scripted={name="scripted",base_url="${base}/v1",wire_api="responses"}`,
          `approval_policy="never"`,
          `mcp_servers.neon-dba.default_tools_approval_mode="approve"`,
          `mcp_servers.neon-dba.required=true`,
        ].flatMap((setting) => ["-c", setting]),
        "go",
      ],
    }),
    prefix: "mcp__neon_dba/",
    // what a role says of servers is not heeded yet: github.com/openai/codex/issues/40130
    binds: false,
  },
  {
    program: "opencode",
    lead: once({ name: "task", args: { subagent_type: name, description: "count", prompt } }),
    start(base, home) {
      const config = join(home, "scripted.json");
      writeFileSync(config, JSON.stringify({ provider: openCodeProvider(base) }));
      return {
        args: ["run", "--model", "scripted/scripted", "go"],
        env: { OPENCODE_CONFIG: config },
      };
    },
    prefix: "neon-dba_",
    binds: true,
  },
  {
    program: "gemini",
    lead: once({ name: "invoke_agent", args: { agent_name: name, prompt } }),
    start: (base) => ({
      args: "--yolo --model gemini-2.5-flash --prompt go".split(" "),
      env: { GEMINI_API_KEY: "none", GOOGLE_GEMINI_BASE_URL: base },
    }),
    prefix: "mcp_neon-dba_",
    binds: true,
  },
];

test.each(scenes)(
  "$program runs the persona as a sub-agent, which calls a tool of ours",
  async ({ program, lead, start, prefix, binds }) => {
    const asked: Asked[] = [];
    const model = await openModel((now) => {
      if (!now.prompt.includes(opening)) return lead(now);
      asked.push(now);
      return once({ name: "run_sql", args: { sql: "select 6 * 7 as answer" } })(now);
    });
    const { args, env } = start(model.base, installed.home);
    const said = await installed.ask(program, args, env);
    model.close();
    expect(asked.at(-1)?.shown ?? said).toContain("42");
    const [{ tools } = { tools: [] }] = asked;
    const offered = tools
      .map((tool) => (tool.namespace === undefined ? tool.name : `${tool.namespace}/${tool.name}`))
      .flatMap((tool) => (tool.startsWith(prefix) ? [tool.slice(prefix.length)] : []));
    expect(offered).toEqual(expect.arrayContaining([...own]));
    expect(offered.length === own.length).toBe(binds);
  },
);
