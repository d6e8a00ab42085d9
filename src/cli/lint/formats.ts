import type { Format } from "./arguments.ts";
import { pathOf, type Printed } from "./printed.ts";
import { sarif } from "./sarif.ts";

/** The findings as they are written to standard output. */
export function print(format: Format, printed: Printed): string {
  switch (format) {
    case "text":
      return text(printed);
    case "github":
      return github(printed);
    case "json":
      return JSON.stringify(printed.result, null, 2);
    case "sarif":
      return JSON.stringify(sarif(printed), null, 2);
  }
}

/** `file:line:column`, which terminals make a link of. */
function text({ result, folder }: Printed): string {
  const lines = result.findings.map((finding) => {
    const { level, rule, object, message, fix, line, column } = finding;
    const place = [pathOf(finding, folder), line, column]
      .filter((part) => part !== undefined)
      .join(":");
    const what = `${place}: ${level} ${rule}: ${object === finding.file ? "" : `${object}: `}${message}`;
    return fix === undefined ? what : `${what}\n    ${fix.replaceAll("\n", "\n    ")}`;
  });
  return [...lines, result.summary].join("\n");
}

const COMMANDS = { error: "error", warning: "warning", info: "notice" } as const;

/** Workflow commands of GitHub Actions, which become annotations of the lines. */
function github({ result, folder }: Printed): string {
  const commands = result.findings.map((finding) => {
    const { level, rule, message, fix, line, column } = finding;
    const properties = [
      `file=${property(pathOf(finding, folder))}`,
      ...(line === undefined ? [] : [`line=${line}`]),
      ...(column === undefined ? [] : [`col=${column}`]),
      `title=${property(rule)}`,
    ];
    return `::${COMMANDS[level]} ${properties.join(",")}::${escaped(fix === undefined ? message : `${message}\n${fix}`)}`;
  });
  return [...commands, result.summary].join("\n");
}

/** As actions/toolkit escapes them (packages/core/src/command.ts). */
const escaped = (value: string): string =>
  value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (value: string): string =>
  escaped(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
