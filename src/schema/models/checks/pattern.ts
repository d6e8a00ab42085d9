/**
 * The body of a regular expression of JavaScript (flags `su`, or `is` where case is ignored) that matches the same texts as an advanced one
 * of Postgres in its default mode. Undefined where the two read it differently, or where it depends on the collation.
 */
export function javascriptPattern(pattern: string, ignoreCase: boolean): string | undefined {
  if (/^\*\*\*|^\(\?[a-z]/.test(pattern)) return undefined;
  const tokens = pattern.match(token) ?? [];
  if (tokens.join("") !== pattern) return undefined;
  const translated = tokens.map((each) => translate(each, ignoreCase));
  if (!translated.every((each) => each !== undefined)) return undefined;
  const body = translated.join("");
  try {
    new RegExp(body, ignoreCase ? "is" : "su");
    return body;
  } catch {
    return undefined;
  }
}

/** A class, an escape, a quantifier with numbers, or one character. */
const token = /\[(?:[^\]\\[]|\\.)+\]|\\.|\{\d+(?:,\d*)?\}|\(\?:|[^\\[\]{}]/gsu;

function translate(each: string, ignoreCase: boolean): string | undefined {
  if (each.startsWith("[")) return translateClass(each.slice(1, -1), ignoreCase);
  if (each.startsWith("\\")) return escaped(each.slice(1));
  // without the flag `u`, which ignores the case of more letters, a dot is half of some characters
  if (each === "." && ignoreCase) return undefined;
  if (each === "/") return String.raw`\/`;
  return /[\n\r\u2028\u2029]/.test(each) || (ignoreCase && /[^\p{ASCII}]/u.test(each))
    ? undefined
    : each;
}

function translateClass(body: string, ignoreCase: boolean): string | undefined {
  const negated = body.startsWith("^");
  const items = body.slice(negated ? 1 : 0).match(classItem) ?? [];
  if (items.length === 0 || (negated && ignoreCase)) return undefined;
  const translated = items.map((item, index) => {
    // `[a-c-e]` is an error of one of the two
    if (item === "-") return index === 0 || index === items.length - 1 ? "\\-" : undefined;
    const ends = item.match(/\\.|[^\\-]|^-|-$/gsu) ?? [];
    const parts = ends.map((end) => classCharacter(end, ignoreCase));
    return parts.every((part) => part !== undefined) ? parts.join("-") : undefined;
  });
  if (!translated.every((item) => item !== undefined)) return undefined;
  return `[${negated ? "^" : ""}${translated.join("")}]`;
}

/** A range, or one character. */
const classItem = /(?:\\.|[^\\])-(?:\\.|[^\\])|\\.|[^\\]/gsu;

function classCharacter(character: string, ignoreCase: boolean): string | undefined {
  if (character.startsWith("\\")) return escaped(character.slice(1));
  if (/[\n\r\u2028\u2029]/.test(character) || (ignoreCase && /[^\p{ASCII}]/u.test(character)))
    return undefined;
  return /[/^-]/.test(character) ? `\\${character}` : character;
}

/** Of letters and digits behind a backslash the two make different things, or the collation decides. */
function escaped(character: string): string | undefined {
  if (/[\p{L}\p{N}\s]/u.test(character)) return undefined;
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}
