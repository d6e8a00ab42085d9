import { type Persona, SERVER } from "../agents/client.ts";
import { claudeAgent } from "../agents/clients/claude.ts";
import { serverOf } from "../agents/server.ts";
import type { SkillFile } from "../agents/skills.ts";
import type { PackageJson } from "./server-json.ts";

export interface GeneratedFile {
  /** Below the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** Where the plugin lies, for the marketplace that the repository itself is. */
export const pluginFolder = "packages/plugin";

const plugin = "neon-dba";
const owner = { name: "neon-dba contributors" };
/** What the server reaches: the Neon API, databases on Neon, and the registry that npx takes it from. Other databases are the user's to name. */
const network = { hosts: ["console.neon.tech", "*.neon.tech", "registry.npmjs.org"] };
const notice = "Generated from prompts/personas by `npm run docs`.";

/** Prefix of the tools of a plugin's server. With the longest name of a tool it has to stay within 64 characters, which is what models take. */
export const pluginPrefix = `mcp__plugin_${plugin}_${SERVER}__`;

/** The Claude Code plugin, and the marketplace that offers it: sub-agents, skills and the server, of one version. */
export function pluginFiles(
  pkg: PackageJson,
  personas: readonly Persona[],
  skills: readonly SkillFile[],
): GeneratedFile[] {
  const { name, version, description, license, keywords } = pkg;
  const inPlugin = (path: string, text: string) => ({ path: `${pluginFolder}/${path}`, text });
  const marketplace = {
    name,
    owner,
    description,
    plugins: [{ name: plugin, source: `./${pluginFolder}`, description, version }],
  };
  const manifest = {
    name: plugin,
    version,
    description,
    author: owner,
    license,
    keywords,
    network,
  };
  return [
    { path: ".claude-plugin/marketplace.json", text: json(marketplace) },
    inPlugin(".claude-plugin/plugin.json", json(manifest)),
    inPlugin(".mcp.json", json({ mcpServers: { [SERVER]: pluginServer(version) } })),
    inPlugin("README.md", readme(pkg, personas, skills)),
    ...personas.map((persona) =>
      inPlugin(
        `agents/${persona.name}.md`,
        claudeAgent(persona, persona.tools, pluginPrefix, notice),
      ),
    ),
    ...skills.map(({ path, text }) => inPlugin(`skills/${path}`, text)),
  ];
}

/** Of the plugin's own version: its sub-agents name that version's tools. */
function pluginServer(version: string) {
  const { command, args } = serverOf([]);
  return {
    command,
    args: args.map((argument) => (argument === "neon-dba" ? `neon-dba@${version}` : argument)),
    env: { NEON_API_KEY: "${NEON_API_KEY:-}", DATABASE_URL: "${DATABASE_URL:-}" },
  };
}

function readme(
  { mcpName }: PackageJson,
  personas: readonly Persona[],
  skills: readonly SkillFile[],
): string {
  // io.github.OWNER/REPOSITORY
  const repository = mcpName.replace(/^io\.github\./, "");
  const names = skills.flatMap(({ path }) => /^([^/]+)\/SKILL\.md$/.exec(path)?.[1] ?? []);
  return `# neon-dba for Claude Code

A database administrator for Postgres and Neon: an MCP server whose answers were executed by a real Postgres before they are given, sub-agents that work with its tools alone, and skills.

Without settings it serves a local Neon on an embedded Postgres. Set \`NEON_API_KEY\` before starting Claude Code to serve your Neon projects, or \`DATABASE_URL\` to serve any Postgres (14 to 18). Nothing is written on a default or protected branch without a rehearsed plan.

\`\`\`
/plugin install ${plugin} --marketplace ${repository}
\`\`\`

## Sub-agents

${personas.map(({ name, description }) => `- \`${name}\`: ${description}`).join("\n")}

## Skills

${names.map((name) => `- \`${name}\``).join("\n")}

Node 20.19 or newer has to be there: the server is started by \`npx\`. What it sends goes to the database and the Neon API that you named, and nowhere else.
`;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
