import { join } from "node:path";
import type { Client, Place } from "../client.ts";
import { SERVER } from "../client.ts";
import { markdown } from "../frontmatter.ts";
import { given, references } from "../server.ts";
import { configFolder } from "./variables.ts";

/** Its tools that read the project and skills. */
const READING = ["read", "grep", "glob", "list", "skill"] as const;

/** OpenCode (opencode.ai/docs: agents, permissions, mcp-servers, skills). */
export const opencode: Client = {
  name: "opencode",
  title: "OpenCode",
  command: "opencode",
  traces: (place) =>
    place.scope === "user"
      ? [folder(place)]
      : [folder(place), join(place.root, "opencode.json"), join(place.root, "opencode.jsonc")],
  entry: (place, { command, args, variables }) => {
    const where = place.scope === "user" ? folder(place) : place.root;
    return {
      files: [join(where, "opencode.json"), join(where, "opencode.jsonc")],
      format: "jsonc",
      path: ["mcp", SERVER],
      value: {
        type: "local",
        command: [command, ...args],
        ...given(
          "environment",
          references(variables, (name) => `{env:${name}}`),
        ),
        enabled: true,
        // the first start by npx fetches the package; calls have as long between two reports of progress
        timeout: 60_000,
      },
    };
  },
  agent: (place, { name, description, tools, text }) => ({
    file: join(folder(place), "agents", `${name}.md`),
    text: markdown(
      {
        description,
        mode: "subagent",
        // the last rule that fits wins
        permission: Object.fromEntries([
          ["*", "deny"],
          ...READING.map((tool) => [tool, "allow"]),
          ...tools.map((tool) => [`${SERVER}_${tool}`, "allow"]),
        ]) as Record<string, string>,
      },
      text,
    ),
  }),
  skills: (place) => join(folder(place), "skills"),
};

/** Below XDG_CONFIG_HOME on every system. */
const folder = (place: Place): string =>
  place.scope === "project" ? join(place.root, ".opencode") : join(configFolder(place), "opencode");
