import type * as z from "zod";
import type { ToolError } from "../core/errors.ts";
import { type Fence, fenceFor, fenced } from "../core/fence.ts";
import type { Redactor } from "../core/redact.ts";
import type { Tool } from "../core/tool.ts";

/** An answer in the two channels of the protocol; clients show their model one or the other, so each is complete. */
export interface Answer {
  readonly text: string;
  readonly structured?: Record<string, unknown>;
  readonly isError: boolean;
}

/** Beyond 50,000 characters Claude Code puts a result into a file; 40,000 leaves room for the wrapping. */
const maxCharacters = 40_000;
const maxErrorCharacters = 8_000;

/** A tool's output as text and as structured content, other people's words fenced in both. */
export function answer(tool: Tool, output: z.output<z.ZodObject>, redact: Redactor): Answer {
  const { value: clean, json } = redact.jsonOf(output);
  const { head, data, next } = tool.render(clean);
  const fence = fenceFor(`${data}${json}`);
  const parts = [
    head,
    ...(data === undefined || data === "" ? [] : [fence.open, data, fence.close]),
    next,
  ];
  const text = parts.filter((part) => part !== undefined && part !== "").join("\n");
  const size = Math.max(text.length, json.length + fence.open.length + fence.close.length);
  if (size > maxCharacters) return tooLong(tool, size);
  return { text, structured: fencedObject(clean, tool.untrusted, fence), isError: false };
}

function tooLong({ name }: Tool, size: number): Answer {
  const what = `the result of ${name} has ${size} characters; at most ${maxCharacters} fit`;
  return {
    isError: true,
    text: `LIMIT: ${what}.\nNext: ask for less, by a filter, fewer columns or \`max_rows\`.`,
  };
}

/** `CODE SQLSTATE: what`, the server's own words in a fence, then the next step. */
export function refusal(error: ToolError, redact: Redactor): Answer {
  const code = error.sqlstate === undefined ? error.code : `${error.code} ${error.sqlstate}`;
  const quoted =
    error.quoted === undefined ? [] : [fenced(error.quoted.slice(0, maxErrorCharacters))];
  const lines = [
    `${code}: ${error.message.slice(0, maxErrorCharacters)}`,
    ...quoted,
    `Next: ${error.next}`,
  ];
  return { isError: true, text: redact.text(lines.join("\n")) };
}

/** The trusted fields, the opening mark, the untrusted fields, the closing mark. JSON keeps the order. */
function fencedObject(
  output: Record<string, unknown>,
  untrusted: readonly string[],
  fence: Fence,
): Record<string, unknown> {
  const entries = Object.entries(output).filter(([, value]) => value !== undefined);
  const theirs = entries.filter(([key]) => untrusted.includes(key));
  const ours = entries.filter(([key]) => !untrusted.includes(key));
  if (theirs.length === 0) return Object.fromEntries(ours);
  return Object.fromEntries([
    ...ours,
    ["fence_open", fence.open],
    ...theirs,
    ["fence_close", fence.close],
  ]);
}
