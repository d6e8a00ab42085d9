import { LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import type { Prompt } from "./prompt.ts";

const Front = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  arguments: z
    .array(
      z.strictObject({
        name: z.string().regex(/^\w+$/, "a name is letters, digits and underscores"),
        description: z.string().min(1),
        required: z.boolean().default(false),
        values: z.array(z.string().min(1)).min(1).max(100).optional(),
      }),
    )
    .default([]),
  tools: z.array(z.string()).min(1),
});

/**
 * Reads one prompt file: frontmatter between lines of `---`, then the body. `file` is for the errors, which name it and
 * the line; the prompt is called as the file is.
 */
export function parsePrompt(file: string, text: string): Prompt {
  const [, front, body] = /^---\n([\s\S]*?\n)---\n([\s\S]*)$/.exec(text) ?? [];
  if (front === undefined || body === undefined)
    throw new Error(`${file}:1: a prompt begins with its frontmatter between two lines of ---`);
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.md$/, "");
  return { name, ...parseFront(file, front), body: body.trim() };
}

function parseFront(file: string, text: string): z.output<typeof Front> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  // the first line of the file is the one of dashes
  const at = (offset: number): string => `${file}:${lines.linePos(offset).line + 1}`;
  const [fault] = document.errors;
  if (fault !== undefined) throw new Error(`${at(fault.pos[0])}: ${fault.message}`);
  const parsed = Front.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) =>
      `${at(offsetOf(document, path))}: ${[path.join("."), message].filter(Boolean).join(": ")}`,
  );
  throw new Error(issues.join("\n"));
}

/** Where the node of a path begins, or of the nearest one above that is there. */
function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
    if (node?.range !== undefined) return node.range[0];
  }
  return 0;
}
