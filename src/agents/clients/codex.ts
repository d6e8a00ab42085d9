import { join } from "node:path";
import { stringify } from "smol-toml";
import type { Client, Place, Server } from "../client.ts";
import { SERVER } from "../client.ts";
import { NOTICE } from "../frontmatter.ts";
import { namedFolder } from "./variables.ts";

/**
 * Codex (developers.openai.com/codex: config reference, subagents, skills). A role's file is a layer of configuration of its own; what it
 * says of servers is not heeded up to 0.169 (github.com/openai/codex/issues/40130), so that only its text binds a sub-agent to its tools.
 */
export const codex: Client = {
  name: "codex",
  title: "Codex",
  command: "codex",
  traces: (place) => [folder(place)],
  entry: (place, server) => ({
    files: [join(folder(place), "config.toml")],
    format: "toml",
    path: ["mcp_servers", SERVER],
    value: started(server),
  }),
  agent: (place, { name, description, tools, text }, server) => ({
    file: join(folder(place), "agents", `${name}.toml`),
    text: [
      `# ${NOTICE}\n`,
      stringify({ name, description, sandbox_mode: "read-only" }),
      // a literal string takes the Markdown as it is
      `developer_instructions = ${literal(text)}\n\n`,
      stringify({ mcp_servers: { [SERVER]: { ...started(server), enabled_tools: tools } } }),
    ].join(""),
  }),
  skills: ({ root }) => join(root, ".agents", "skills"),
};

/** It starts servers with few of its own variables; the others are named. The first start by npx fetches the package. */
const started = ({ command, args, variables }: Server) => ({
  command,
  args,
  ...(variables.length === 0 ? {} : { env_vars: variables }),
  startup_timeout_sec: 60,
});

const literal = (text: string): string =>
  text.includes("'''") ? JSON.stringify(text) : `'''\n${text}\n'''`;

function folder(place: Place): string {
  if (place.scope === "project") return join(place.root, ".codex");
  return namedFolder(place, "CODEX_HOME") ?? join(place.home, ".codex");
}
