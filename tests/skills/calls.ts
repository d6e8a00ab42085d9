import type { Block } from "./blocks.ts";

/** `create_branch {"name": "dev"}`, as the server itself writes what to call next. */
export interface SkillCall {
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

/** The calls of a `call` block: each begins a line with the tool's name, and its JSON may go on below. */
export function callsOf({ text, at }: Pick<Block, "text" | "at">): SkillCall[] {
  const pieces = text.split(/^(?=[a-z_]+ \{)/m).filter((piece) => piece.trim() !== "");
  return pieces.map((piece) => {
    const [, tool, json = ""] = /^([a-z_]+) ([\s\S]*)$/.exec(piece) ?? [];
    if (tool === undefined) throw new Error(`${at}: not TOOL JSON: ${piece}`);
    try {
      return { tool, args: JSON.parse(json) as Record<string, unknown> };
    } catch (error) {
      throw new Error(`${at}: ${tool}: ${String(error)}`, { cause: error });
    }
  });
}

/** Puts what earlier answers said where a call has `<plan_id>`. Throws where none did. */
export function filled(value: unknown, known: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") {
    const [, name] = /^<(\w+)>$/.exec(value) ?? [];
    if (name === undefined) return value;
    if (!known.has(name)) throw new Error(`no earlier answer has ${name}`);
    return known.get(name);
  }
  if (Array.isArray(value)) return value.map((each) => filled(each, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, known)]));
}

/** Every field of an answer that a later call may name. */
export function fieldsOf(value: unknown, into: Map<string, unknown>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === "string") into.set(key, each);
    fieldsOf(each, into);
  }
}
