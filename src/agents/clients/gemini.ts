import { join } from "node:path";
import type { Client, Place } from "../client.ts";
import { SERVER } from "../client.ts";
import { markdown } from "../frontmatter.ts";
import { started } from "../server.ts";

/** Its tools that read the project and skills. */
const READING = ["read_file", "grep_search", "glob", "list_directory", "activate_skill"] as const;

/** Gemini CLI (geminicli.com/docs: core/subagents, tools/mcp-server, cli/skills). */
export const gemini: Client = {
  name: "gemini",
  title: "Gemini CLI",
  command: "gemini",
  traces: (place) => [folder(place)],
  entry: (place, server) => ({
    files: [join(folder(place), "settings.json")],
    format: "jsonc",
    path: ["mcpServers", SERVER],
    value: {
      // without the default, one that is not set would arrive as its own reference
      ...started(server, (name) => `\${${name}:-}`),
      // what calls have anyway; without it, `gemini mcp list` waits 5 s, and the first start by npx fetches the package
      timeout: 600_000,
    },
  }),
  agent: (place, { name, description, tools, text }) => ({
    file: join(folder(place), "agents", `${name}.md`),
    text: markdown(
      {
        name,
        description,
        kind: "local",
        tools: [...READING, ...tools.map((tool) => `mcp_${SERVER}_${tool}`)],
      },
      text,
    ),
  }),
  skills: (place) => join(folder(place), "skills"),
};

const folder = ({ root }: Place): string => join(root, ".gemini");
