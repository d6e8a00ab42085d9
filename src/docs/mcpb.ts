import type { Setting } from "../settings.ts";
import type { PackageJson } from "./server-json.ts";

interface Listed {
  readonly name: string;
  readonly description: string;
}

/** Where the bundle's manifest and the script that builds it lie. */
export const bundleFolder = "packages/mcpb";

/** Settings that a person may want to answer when the bundle is installed, and what they read there. */
const ASKED: Readonly<Partial<Record<Setting["key"], string>>> = {
  neonApiKey: "Neon API key",
  databaseUrl: "Postgres connection string",
  neonProject: "Neon project",
  access: "What agents may change",
  toolsets: "Toolsets",
};

/**
 * The manifest of the MCP bundle (version 0.4), as text. What is asked of the user reaches the server as environment variables; an
 * answer left empty is no setting.
 */
export function bundleManifest(
  { name, version, description, license, keywords }: PackageJson,
  settings: readonly Setting[],
  tools: readonly Listed[],
): string {
  const asked = settings.filter(({ key, variable }) => key in ASKED && variable !== undefined);
  const manifest = {
    manifest_version: "0.4",
    name,
    display_name: "neon-dba",
    version,
    description,
    author: { name: "neon-dba contributors" },
    license,
    keywords,
    icon: "icon.png",
    server: {
      type: "node",
      entry_point: "server/node_modules/neon-dba/dist/src/main.js",
      mcp_config: {
        command: "node",
        args: ["${__dirname}/server/node_modules/neon-dba/dist/src/main.js"],
        env: Object.fromEntries(
          asked.map(({ key, variable }) => [variable ?? "", `\${user_config.${optionOf(key)}}`]),
        ),
      },
    },
    // one sentence each: what a person reads before installing
    tools: tools.map((tool) => ({
      name: tool.name,
      description: /^[^\n]*?\.(?=\s|$)|^[^\n]*/.exec(tool.description)?.[0] ?? "",
    })),
    tools_generated: true,
    prompts_generated: true,
    user_config: Object.fromEntries(
      asked.map((setting) => [optionOf(setting.key), option(setting)]),
    ),
    compatibility: { runtimes: { node: ">=20.19.0" } },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function option({ key, values, placeholder, fallback, secret, description }: Setting) {
  const choices = values?.join(", ") ?? placeholder;
  return {
    type: "string",
    title: ASKED[key],
    description: `${description}${choices === undefined ? "" : ` (${choices})`}`,
    required: false,
    ...(secret === true ? { sensitive: true } : {}),
    default: key === "toolsets" ? "all" : (fallback ?? ""),
  };
}

const optionOf = (key: string): string =>
  key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
