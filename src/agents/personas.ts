import { loadPrompts } from "../prompts/load.ts";
import { findPrompts, packageRoot } from "../prompts/find.ts";
import { render } from "../prompts/render.ts";
import { SERVER, type Persona } from "./client.ts";

/** Headings below which nothing is left: what they ask for, a sub-agent is told by who calls it. */
const EMPTY_SECTION = /^## [^\n]*\n+(?=## |$(?![\s\S]))/gm;

/** The package's personas as sub-agents: the prompts, rendered without arguments. */
export function loadPersonas(root = packageRoot()): Persona[] {
  const files = findPrompts(root).filter(({ file }) => file.startsWith("prompts/personas/"));
  const names = new Set(files.map(({ name }) => name));
  return loadPrompts(root)
    .filter(({ name }) => names.has(name))
    .map((prompt) => ({
      name: prompt.name,
      description: prompt.description,
      tools: prompt.tools,
      text: `${render(prompt, {}, prompt.tools).replaceAll(EMPTY_SECTION, "")}\n\nThe tools named here are those of the MCP server \`${SERVER}\`.`,
    }));
}
