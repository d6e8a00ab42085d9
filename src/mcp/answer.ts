import type * as z from "zod";
import type { ErrorCode, ToolError } from "../core/errors.ts";
import { type Fence, fenceFor, fenced } from "../core/fence.ts";
import { hasHidden, identifier } from "../core/identifier.ts";
import type { Redactor } from "../core/redact.ts";
import type { Tool } from "../core/tool.ts";
import { shorten } from "./shorten.ts";

/** An answer in the two channels of the protocol; clients show their model one or the other, so each is complete. */
export interface Answer {
  readonly text: string;
  readonly structured?: Record<string, unknown>;
  readonly isError: boolean;
  /** Of an error: the word that its text begins with. */
  readonly code?: ErrorCode;
}

/** Beyond 50,000 characters Claude Code puts a result into a file; 40,000 leaves room for the wrapping. */
const maxCharacters = 40_000;
const maxErrorCharacters = 8_000;

/** A tool's output as text and as structured content, other people's words fenced in both. */
export function answer(tool: Tool, output: z.output<z.ZodObject>, redact: Redactor): Answer {
  const { value: clean, json } = reveal(tool, output, redact);
  const whole = compose(tool, clean, json);
  if (whole.size <= maxCharacters) return whole.answer;
  const { lists = [] } = tool;
  const { head, next } = tool.render(clean);
  const said = (cut: readonly string[]): string =>
    cut.length === 0 ? "" : `Too long to be shown whole; shown are ${cut.join(", ")}.`;
  // the counts in its sentences are those of all
  const sentences = {
    ...(head === undefined ? {} : { head }),
    ...(next === undefined ? {} : { next }),
  };
  const partial: Tool = { ...tool, render: (shown) => ({ ...tool.render(shown), ...sentences }) };
  const room = maxCharacters - ROOM_TO_SAY;
  const { output: shown, cut } = shorten(
    clean,
    lists,
    (part) => compose(partial, part, JSON.stringify(part)).size > room,
  );
  const { answer: short, size } = compose(partial, shown, JSON.stringify(shown), said(cut));
  return cut.length === 0 || size > maxCharacters ? tooLong(tool, whole.size) : short;
}

/** For the sentences on what was cut and what is hidden, in each channel. */
const ROOM_TO_SAY = 1_000;

/** It is shown as it is: to change it silently would be worse. */
const HIDDEN =
  "The data holds characters that are not seen, or that change the order in which text is shown.";

function compose(
  tool: Tool,
  output: Record<string, unknown>,
  json: string,
  said = "",
): { readonly answer: Answer; readonly size: number } {
  const { head, data, next } = tool.render(output);
  const theirs = `${data}${json}`;
  const fence = fenceFor(theirs);
  const notes = [said, ...(hasHidden(theirs) ? [HIDDEN] : [])].filter((note) => note !== "");
  const parts = [
    head,
    ...(data === undefined || data === "" ? [] : [fence.open, data, fence.close]),
    ...notes,
    next,
  ];
  const text = parts.filter((part) => part !== undefined && part !== "").join("\n");
  const size = Math.max(text.length, json.length + fence.open.length + fence.close.length);
  const close = [fence.close, ...notes].join(" ");
  const structured = fencedObject(output, tool.untrusted, { ...fence, close });
  return { answer: { text, structured, isError: false }, size };
}

/** Everything redacted but what a tool shows on purpose. */
function reveal(
  { reveals = [] }: Tool,
  output: z.output<z.ZodObject>,
  redact: Redactor,
): { value: z.output<z.ZodObject>; json: string } {
  const shown = reveals.filter((field) => output[field] !== undefined);
  if (shown.length === 0) return redact.jsonOf(output);
  const secrets = Object.fromEntries(shown.map((field) => [field, output[field]]));
  const value = { ...redact.value(output), ...secrets };
  return { value, json: JSON.stringify(value) };
}

function tooLong({ name }: Tool, size: number): Answer {
  const what = `the result of ${name} has ${size} characters; at most ${maxCharacters} fit`;
  return {
    isError: true,
    code: "LIMIT",
    text: `LIMIT: ${what}.\nNext: ask for less, by a filter, fewer columns or \`max_rows\`.`,
  };
}

/** `CODE SQLSTATE: what`, the server's own words in a fence, then the next step. */
export function refusal(error: ToolError, redact: Redactor): Answer {
  const code = error.sqlstate === undefined ? error.code : `${error.code} ${error.sqlstate}`;
  const quoted =
    error.quoted === undefined
      ? []
      : [
          fenced(error.quoted.slice(0, maxErrorCharacters)),
          ...(hasHidden(error.quoted) ? [HIDDEN] : []),
        ];
  const lines = [
    `${code}: ${error.message.slice(0, maxErrorCharacters)}`,
    ...quoted,
    `Next: ${error.next}`,
  ];
  return { isError: true, code: error.code, text: redact.text(lines.join("\n")) };
}

/** The trusted fields, the opening mark, the untrusted fields, the closing mark. JSON keeps the order. */
function fencedObject(
  output: Record<string, unknown>,
  untrusted: readonly string[],
  fence: Fence,
): Record<string, unknown> {
  const entries = Object.entries(output).filter(([, value]) => value !== undefined);
  const theirs = entries.filter(([key]) => untrusted.includes(key));
  const ours = entries
    .filter(([key]) => !untrusted.includes(key))
    .map(([key, value]) => [key, key === "target" ? placeOf(value) : value]);
  if (theirs.length === 0) return Object.fromEntries(ours);
  return Object.fromEntries([
    ...ours,
    ["fence_open", fence.open],
    ...theirs,
    ["fence_close", fence.close],
  ]);
}

/** Where a call acted has names that others gave. Outside the fence they look as they do in our sentences. */
function placeOf(target: unknown): unknown {
  if (typeof target !== "object" || target === null) return target;
  const entries = Object.entries(target).map(([key, value]) => [
    key,
    typeof value === "string" ? identifier(value) : value,
  ]);
  return Object.fromEntries(entries);
}
