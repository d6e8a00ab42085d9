import { join } from "node:path";
import type { Client, Place } from "../client.ts";
import { SERVER } from "../client.ts";
import { markdown } from "../frontmatter.ts";
import { started } from "../server.ts";

/** Cursor (cursor.com/docs: subagents, mcp). Its sub-agents inherit every tool: only their text binds them to ours. */
export const cursor: Client = {
  name: "cursor",
  title: "Cursor",
  command: "cursor",
  traces: (place) => [folder(place)],
  entry: (place, server) => ({
    files: [join(folder(place), "mcp.json")],
    format: "jsonc",
    path: ["mcpServers", SERVER],
    value: started(server, (name) => `\${env:${name}}`),
  }),
  agent: (place, { name, description, text }) => ({
    file: join(folder(place), "agents", `${name}.md`),
    text: markdown({ name, description, model: "inherit" }, text),
  }),
  skills: (place) => join(folder(place), "skills"),
};

const folder = ({ root }: Place): string => join(root, ".cursor");
