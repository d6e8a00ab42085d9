import type { Setting } from "../settings.ts";
import type { Toolset } from "../mcp/select.ts";

/** The README's tool tables, one per toolset. Pure: the registry in, Markdown out. */
export function toolTable(toolsets: Readonly<Record<string, Toolset>>): string {
  return Object.entries(toolsets)
    .map(([name, { tools, isDefault }]) => {
      const rows = tools.map(
        (tool) =>
          `| \`${tool.name}\` | ${tool.effect} | ${tool.description.replaceAll("\n", " ")} |`,
      );
      return [
        `**${name}**${isDefault ? "" : " (off by default)"}`,
        "",
        "| Tool | Effect | What it does |",
        "| --- | --- | --- |",
        ...rows,
      ].join("\n");
    })
    .join("\n\n");
}

/** The README's table of settings of every command, or of those of one alone, from the list that the command line itself is read by. */
export function settingsTable(settings: readonly Setting[], command?: Setting["command"]): string {
  const chosen = settings.filter((setting) => setting.command === command);
  const rows = chosen.map(({ flag, variable, values, placeholder, fallback, description }) => {
    const value = (values?.join("|") ?? placeholder ?? "").replaceAll("|", "\\|");
    const cell = (name: string | undefined) => (name === undefined ? "" : `\`${name}\``);
    return `| ${cell(flag)} | ${cell(variable)} | ${value === "" ? "" : `\`${value}\``} | ${fallback === undefined ? "" : `\`${fallback}\``} | ${description} |`;
  });
  return [
    "| Flag | Variable | Value | Default | What it does |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Replaces what lies between `<!-- name:begin -->` and `<!-- name:end -->`; throws when the markers are missing. */
export function replaceSection(text: string, name: string, body: string): string {
  const section = new RegExp(`(<!-- ${name}:begin[^\\n]*-->\\n)[\\s\\S]*?(<!-- ${name}:end -->)`);
  if (!section.test(text)) throw new Error(`README.md has no section "${name}"`);
  return text.replace(section, (_, begin: string, end: string) => `${begin}${body}\n${end}`);
}
