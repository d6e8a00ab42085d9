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
  neon-dba http               serve MCP on http://127.0.0.1:8432/mcp, until it is told to stop; a request may ask for less by the
                              headers X-Neon-DBA-Access: read|guarded|full and X-Neon-DBA-Toolsets: NAME,NAME
  neon-dba token NAME         make a bearer token for it, shown once; only its hash is kept
      [--scopes read,write,admin] [--expires 90d|never] [--tokens FILE]
  neon-dba call TOOL [JSON]   run one tool; JSON or - for standard input; exit code 0 done, 1 refused, 2 called wrongly
  neon-dba lint FOLDER        find what is wrong with migrations; exit code 0 clean, 1 findings, 2 could not be done
      [--framework NAME] [--postgres 14..18] [--since FILE] [--ignore RULE,RULE]
      [--format text|github|sarif|json] [--fail-on error|warning|info]
  neon-dba agents install     write the personas as sub-agents, the skills and the server's entry for Claude Code, Cursor, VS Code,
                              Codex, OpenCode or Gemini CLI; agents remove undoes it, agents status tells
      [--client NAME,NAME] [--scope project|user] [--env VARIABLE,VARIABLE] [--yes] [--dry-run]
  neon-dba demo               watch a client use it on the embedded Postgres
  neon-dba doctor             check what it needs on this machine
  neon-dba --version, --help

Settings (flags win over variables)
${rows.join("\n")}

Toolsets
${sets.join("\n")}`;
}
