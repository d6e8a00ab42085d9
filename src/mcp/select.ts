import { nearest } from "../core/nearest.ts";
import type { Tool } from "../core/tool.ts";

export interface Toolset {
  readonly tools: readonly Tool[];
  /** Served without asking. */
  readonly isDefault: boolean;
  /** What an agent should know of it beyond the tools' own descriptions; goes into the server's instructions. */
  readonly instructions: string;
}

export interface Selection {
  readonly toolsets: readonly string[] | "default" | "all";
  readonly tools: readonly string[] | undefined;
  readonly excludeTools: readonly string[];
  readonly access: "read" | "guarded" | "full";
}

/**
 * The tools that are served, by name. `tools` narrows to exactly those, `excludeTools` wins over everything, and with
 * access `read` what can only write is not even listed. Throws an Error with one sentence on a name that does not exist.
 */
export function selectTools(
  toolsets: Readonly<Record<string, Toolset>>,
  selection: Selection,
): Tool[] {
  const all = Object.values(toolsets).flatMap(({ tools }) => tools);
  const named = [...(selection.tools ?? []), ...selection.excludeTools];
  for (const name of named)
    mustExist(
      "tool",
      name,
      all.map((tool) => tool.name),
    );
  const chosen =
    selection.tools === undefined
      ? enabledToolsets(toolsets, selection).flatMap(({ tools }) => tools)
      : all.filter(({ name }) => selection.tools?.includes(name));
  return chosen
    .filter(({ name }) => !selection.excludeTools.includes(name))
    .flatMap((tool) => (selection.access === "read" ? readingOnly(tool) : [tool]))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** With access `read` a tool that can only write is not listed, and one that can do both is announced as reading. */
function readingOnly(tool: Tool): Tool[] {
  if (tool.effect === "read") return [tool];
  return tool.alsoReads === true ? [{ ...tool, effect: "read" }] : [];
}

function enabledToolsets(
  toolsets: Readonly<Record<string, Toolset>>,
  { toolsets: names }: Selection,
): Toolset[] {
  const given = typeof names === "string" ? [names] : names;
  return [...new Set(given.flatMap((name) => toolsetsOf(toolsets, name)))];
}

/** Those of a name; `default` and `all` are names of several, also beside others. */
function toolsetsOf(toolsets: Readonly<Record<string, Toolset>>, name: string): Toolset[] {
  if (name === "all") return Object.values(toolsets);
  if (name === "default") return Object.values(toolsets).filter(({ isDefault }) => isDefault);
  mustExist("toolset", name, Object.keys(toolsets));
  return [toolsets[name] as Toolset];
}

function mustExist(kind: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const [closest] = nearest(name, known, 1);
  throw new Error(
    `There is no ${kind} ${name}${closest === undefined ? "." : `; did you mean ${closest}?`} They are ${known.join(", ")}.`,
  );
}
