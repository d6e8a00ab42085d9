import type { Setting } from "../settings.ts";

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly mcpName: string;
  readonly license: string;
  readonly keywords: readonly string[];
}

/** The MCP registry's description of this package (schema 2025-12-11), as text: the two ways to start it. */
export function serverJson(pkg: PackageJson, settings: readonly Setting[]): string {
  const stdio = settings.filter(({ command }) => command === undefined);
  const npm = {
    registryType: "npm",
    identifier: pkg.name,
    version: pkg.version,
    runtimeHint: "npx",
  };
  const server = {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: pkg.mcpName,
    title: "neon-dba",
    description:
      "Neon and Postgres DBA for AI agents: every answer was executed by a real Postgres first.",
    version: pkg.version,
    packages: [
      {
        ...npm,
        transport: { type: "stdio" },
        packageArguments: stdio.flatMap(flagArgument),
        environmentVariables: stdio.flatMap(variable),
      },
      {
        ...npm,
        // braces name an argument, whose value or default belongs there
        transport: { type: "streamable-http", url: "http://127.0.0.1:{--port}/mcp" },
        packageArguments: [
          { type: "positional", value: "http" },
          ...settings.flatMap(flagArgument),
        ],
        environmentVariables: settings.flatMap(variable),
      },
    ],
  };
  return `${JSON.stringify(server, null, 2)}\n`;
}

function flagArgument({ flag, values, fallback, description }: Setting) {
  if (flag === undefined) return [];
  return [
    { type: "named", name: flag, description, isRequired: false, ...choices(values, fallback) },
  ];
}

function variable({ variable: name, values, fallback, secret, description }: Setting) {
  if (name === undefined) return [];
  return [
    {
      name,
      description,
      isRequired: false,
      isSecret: secret === true,
      ...choices(values, fallback),
    },
  ];
}

const choices = (values: readonly string[] | undefined, fallback: string | undefined) => ({
  ...(values === undefined ? {} : { choices: values }),
  ...(fallback === undefined ? {} : { default: fallback }),
});
