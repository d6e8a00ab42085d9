import type { Value } from "../core/session.ts";
import { isExact } from "./numbers.ts";
import { quotedEnd } from "./text.ts";

const TOKEN = /[":]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * A json or jsonb document as a value, where reading it loses nothing: no number beyond a double, no key twice. Everything else
 * stays JSON text, and so do a top-level string and null: the first would look like text, the second like SQL NULL.
 */
export function exactJson(text: string): Value {
  const value: unknown = JSON.parse(text);
  if (typeof value === "string" || value === null) return text;
  const keys = keysOf(text);
  return keys !== undefined && keys === countKeys(value) ? (value as Value) : text;
}

/** How many keys the text has; undefined when it holds a number that a double would change. */
function keysOf(text: string): number | undefined {
  const tokens = new RegExp(TOKEN);
  let keys = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const [token] = match;
    if (token === ":") keys += 1;
    else if (token === '"') tokens.lastIndex = quotedEnd(text, match.index);
    else if (!isKept(token)) return undefined;
  }
  return keys;
}

function isKept(token: string): boolean {
  const number = Number(token);
  return Number.isFinite(number) && !Object.is(number, -0) && isExact(token, number);
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const values: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : values.length;
  return values.reduce<number>((sum, inner) => sum + countKeys(inner), own);
}
