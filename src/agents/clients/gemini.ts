import { join } from "node:path";
import type { Client, Place } from "../client.ts";
import { SERVER } from "../client.ts";
import { markdown } from "../frontmatter.ts";
import { given, references } from "../server.ts";

/** Its tools that read the project and skills. */
const READING = ["read_file", "grep_search", "glob", "list_directory", "activate_skill"] as const;

/** Gemini CLI (geminicli.com/docs: core/subagents, tools/mcp-server, cli/skills). */
export const gemini: Client = {
  name: "gemini",
  title: "Gemini CLI",
  command: "gemini",
  traces: (place) => [folder(place)],
  entry: (place, { command, args, variables }) => ({
    files: [join(folder(place), "settings.json")],
    format: "jsonc",
    path: ["mcpServers", SERVER],
    value: {
      command,
      args,
      // without the default, one that is not set would arrive as its own reference
      ...given(
        "env",
        references(variables, (name) => `\${${name}:-}`),
      ),
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
