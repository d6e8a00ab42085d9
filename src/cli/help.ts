import { settings } from "../settings.ts";
import type { Toolset } from "../mcp/select.ts";

/** The text of `--help`: commands, settings and toolsets, from the same data as the README. */
export function help(toolsets: Readonly<Record<string, Toolset>>): string {
  const rows = settings.map(({ flag, variable, values, placeholder, fallback, description }) => {
    const value = values?.join("|") ?? placeholder ?? "VALUE";
    const names = [flag === undefined ? undefined : `${flag} ${value}`, variable].filter(
      (name) => name !== undefined,
    );
    return `  ${names.join(", ")}\n      ${description}${fallback === undefined ? "" : ` Default: ${fallback}.`}`;
  });
  const sets = Object.entries(toolsets).map(
    ([name, { tools, isDefault }]) =>
      `  ${name}${isDefault ? " (default)" : ""}: ${tools.map((tool) => tool.name).join(", ")}`,
  );
  return `neon-dba: a Postgres and Neon database administrator for AI agents

  neon-dba                    serve MCP on standard input and output
  neon-dba call TOOL [JSON]   run one tool; JSON or - for standard input; exit code 0 done, 1 refused, 2 called wrongly
  neon-dba lint FOLDER        find what is wrong with migrations; exit code 0 clean, 1 findings, 2 could not be done
      [--framework NAME] [--postgres 14..18] [--since FILE] [--ignore RULE,RULE]
      [--format text|github|sarif|json] [--fail-on error|warning|info]
  neon-dba demo               watch a client use it on the embedded Postgres
  neon-dba doctor             check what it needs on this machine
  neon-dba --version, --help

Settings (flags win over variables)
${rows.join("\n")}

Toolsets
${sets.join("\n")}`;
}
