import type * as z from "zod";
import type { ToolError } from "../core/errors.ts";
import { fenced, fenceFor } from "../core/fence.ts";
import type { Redactor } from "../core/redact.ts";
import type { Rendered, Tool } from "../core/tool.ts";

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
  const clean = redact.value(output);
  const text = fencedText(tool.render(clean));
  const structured = fencedObject(clean, tool.untrusted);
  const size = Math.max(text.length, JSON.stringify(structured).length);
  if (size > maxCharacters)
    return {
      isError: true,
      text: `LIMIT: the result of ${tool.name} has ${size.toLocaleString("en")} characters; at most ${maxCharacters.toLocaleString("en")} fit.\nNext: ask for less, by a filter, fewer columns or \`max_rows\`.`,
    };
  return { text, structured, isError: false };
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

function fencedText({ head, data, next }: Rendered): string {
  const parts = [head, data === undefined || data === "" ? undefined : fenced(data), next];
  return parts.filter((part) => part !== undefined && part !== "").join("\n");
}

/** The trusted fields, the opening mark, the untrusted fields, the closing mark. JSON keeps the order. */
function fencedObject(
  output: Record<string, unknown>,
  untrusted: readonly string[],
): Record<string, unknown> {
  const entries = Object.entries(output).filter(([, value]) => value !== undefined);
  const theirs = entries.filter(([key]) => untrusted.includes(key));
  const ours = entries.filter(([key]) => !untrusted.includes(key));
  if (theirs.length === 0) return Object.fromEntries(ours);
  const fence = fenceFor(JSON.stringify(theirs));
  return Object.fromEntries([
    ...ours,
    ["fence_open", fence.open],
    ...theirs,
    ["fence_close", fence.close],
  ]);
}
