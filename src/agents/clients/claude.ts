import { join } from "node:path";
import type { Client, Place, Server } from "../client.ts";
import { SERVER } from "../client.ts";
import { markdown } from "../frontmatter.ts";
import { started } from "../server.ts";
import { namedFolder } from "./variables.ts";

/** Sub-agents look at the skills and at the project's code and migrations; what writes or runs is left to those who called them. */
const READING = ["Read", "Grep", "Glob", "Skill"] as const;

/** Claude Code (code.claude.com/docs: sub-agents, mcp, skills). */
export const claude: Client = {
  name: "claude",
  title: "Claude Code",
  command: "claude",
  traces: (place) => [
    folder(place),
    ...(place.scope === "user"
      ? [join(place.home, ".claude.json")]
      : [join(place.root, ".mcp.json")]),
  ],
  entry: (place, server) => ({
    files: [place.scope === "user" ? userFile(place) : join(place.root, ".mcp.json")],
    format: "jsonc",
    path: ["mcpServers", SERVER],
    value: {
      type: "stdio",
      // without the default, a variable that is not set is an error of the whole file
      ...started(place.platform === "win32" ? inShell(server) : server, (name) => `\${${name}:-}`),
    },
  }),
  agent: (place, { name, description, tools, text }) => ({
    file: join(folder(place), "agents", `${name}.md`),
    text: claudeAgent({ name, description, text }, tools, `mcp__${SERVER}__`),
  }),
  skills: (place) => join(folder(place), "skills"),
};

/** npx is a script on Windows, which only a shell finds. */
const inShell = (server: Server): Server => ({
  ...server,
  command: "cmd",
  args: ["/c", server.command, ...server.args],
});

/** The file of a sub-agent; tools of a plugin's server have another prefix. */
export function claudeAgent(
  { name, description, text }: { name: string; description: string; text: string },
  tools: readonly string[],
  prefix: string,
  notice?: string,
): string {
  const bound = [...READING, ...tools.map((tool) => `${prefix}${tool}`)];
  return markdown({ name, description, tools: bound.join(", "), model: "inherit" }, text, notice);
}

function folder(place: Place): string {
  if (place.scope === "project") return join(place.root, ".claude");
  return namedFolder(place, "CLAUDE_CONFIG_DIR") ?? join(place.home, ".claude");
}

const userFile = (place: Place): string =>
  join(namedFolder(place, "CLAUDE_CONFIG_DIR") ?? place.home, ".claude.json");
