import { join } from "node:path";
import type { Client, Place } from "../client.ts";
import { SERVER } from "../client.ts";
import { markdown } from "../frontmatter.ts";
import { started } from "../server.ts";
import { configFolder, namedFolder } from "./variables.ts";

/** Tool sets of VS Code that read the workspace. */
const READING = ["read", "search"] as const;

/** Visual Studio Code with Copilot (code.visualstudio.com/docs/copilot: custom agents, MCP configuration, agent skills). */
export const vscode: Client = {
  name: "vscode",
  title: "VS Code",
  command: "code",
  traces: (place) => (place.scope === "user" ? [profile(place)] : [join(place.root, ".vscode")]),
  entry: (place, server) => ({
    files: [
      place.scope === "user"
        ? join(profile(place), "mcp.json")
        : join(place.root, ".vscode", "mcp.json"),
    ],
    format: "jsonc",
    path: ["servers", SERVER],
    value: { type: "stdio", ...started(server, (name) => `\${env:${name}}`) },
  }),
  agent: (place, { name, description, tools, text }) => ({
    file: join(folder(place), "agents", `${name}.agent.md`),
    text: markdown(
      { name, description, tools: [...READING, ...tools.map((tool) => `${SERVER}/${tool}`)] },
      text,
    ),
  }),
  skills: (place) => join(folder(place), "skills"),
};

/** What Copilot reads of a user is the same in every profile and program of theirs. */
const folder = ({ scope, root }: Place): string =>
  join(root, scope === "user" ? ".copilot" : ".github");

/** The default profile of the stable build. */
function profile(place: Place): string {
  const { home, platform } = place;
  if (platform === "darwin") return join(home, "Library", "Application Support", "Code", "User");
  const settings =
    platform === "win32"
      ? (namedFolder(place, "APPDATA") ?? join(home, "AppData", "Roaming"))
      : configFolder(place);
  return join(settings, "Code", "User");
}
