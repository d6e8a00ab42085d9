import { javascriptPattern } from "../../checks/pattern.ts";
import { quoted } from "../text.ts";

/**
 * A regular expression of Postgres as the engine of Pydantic reads it, or `re`, as a literal; undefined where they could differ. Where case
 * is ignored, that is so for patterns without letters alone.
 */
export function pythonPattern(
  pattern: string,
  ignoreCase: boolean,
  engine: "pydantic" | "re",
): string | undefined {
  const body = javascriptPattern(pattern, false)?.replaceAll("\\/", "/");
  if (body === undefined || (ignoreCase && /\p{L}/u.test(body))) return undefined;
  // sets of sets, and looking around, are none of both engines
  if (/&&|--|~~|\|\||\(\?[^:]/.test(body)) return undefined;
  const dot = body.includes(".") ? "(?s)" : "";
  const ends = engine === "re" ? body.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]|\$/gs, atEnd) : body;
  return literal(`${dot}${ends}`);
}

/** `$` of `re` is before a line break at the end too. */
const atEnd = (token: string): string => (token === "$" ? "\\Z" : token);

const literal = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) && !text.includes('"') && !text.endsWith("\\")
    ? `r"${text}"`
    : quoted(text);
