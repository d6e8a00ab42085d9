import { randomUUID } from "node:crypto";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs;

/**
 * Parses JSON so that no number loses a digit: one that JavaScript would print otherwise becomes a marked string, and
 * `restore` turns text that was made of parsed values back.
 */
export function markNumbers(text: string): {
  readonly json: Json;
  readonly restore: (text: string) => string;
} {
  const mark = `number-${randomUUID()}:`;
  let marked = false;
  const safe = text.replace(TOKENS, (token) => {
    if (token.startsWith('"') || String(Number(token)) === token) return token;
    // What is no number is left for the parser to refuse.
    if (Number.isNaN(Number(token)) || /^-?0\d/.test(token)) return token;
    marked = true;
    return `"${mark}${token}"`;
  });
  const json = JSON.parse(safe) as Json;
  if (!marked) return { json, restore: (value) => value };
  // In text of an object that became an element of an array the quotes are escaped once more.
  const found = new RegExp(String.raw`(?:\\?")?${mark}([-+.\deE]+)(?:\\?")?`, "g");
  return { json, restore: (value) => value.replaceAll(found, "$1") };
}
