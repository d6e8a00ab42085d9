/** A line that cannot be read whole; what it says is ours, but for names. */
export class UnfitLine extends Error {
  override readonly name: string = "UnfitLine";
}

/** A line that is no JSON object. */
class NoObject extends UnfitLine {
  override readonly name = "NoObject";

  constructor(what: string) {
    super(`no JSON object: ${what}`);
  }
}

const SPACE = /[ \t\r]*/y;
// eslint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
const HALF = /\p{Surrogate}/u;
const WORD = /-?\d[\d.eE+-]*|true|false|null/y;

/**
 * The fields of a JSON object in one line: text of a string, null, or the source of anything else, so that a number keeps every digit
 * and an object its order; of keys that are wanted `asJson` a string's source, too. A key that comes twice counts the last time, as in jsonb.
 */
export function fieldsOf(
  line: string,
  asJson: (key: string) => boolean = () => false,
): Map<string, string | null> {
  const fields = new Map<string, string | null>();
  let at = 0;
  const skip = (): void => {
    SPACE.lastIndex = at;
    at += SPACE.exec(line)?.[0].length ?? 0;
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(line)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const expect = (character: string): void => {
    skip();
    if (line[at] !== character) throw new NoObject(`expected ${character} in column ${at + 1}`);
    at += 1;
  };
  const string = (): string => {
    const source = take(STRING);
    if (source === undefined) throw new NoObject(`expected a string in column ${at + 1}`);
    return source.includes("\\") ? parsed(source, at) : source.slice(1, -1);
  };
  const value = (): string | null => {
    const first = line[at];
    if (first === '"') return string();
    if (first === "{" || first === "[") return nested();
    const word = take(WORD);
    if (word === undefined) throw new NoObject(`expected a value in column ${at + 1}`);
    return word === "null" ? null : word;
  };
  const nested = (): string => {
    const from = at;
    for (let depth = 0; ;) {
      const character = line[at];
      if (character === undefined) throw new NoObject("it ends in the middle of a value");
      if (character === '"') string();
      else at += 1;
      if (character === "{" || character === "[") depth += 1;
      else if (character === "}" || character === "]") depth -= 1;
      if (depth === 0) return line.slice(from, at);
    }
  };
  expect("{");
  skip();
  if (line[at] === "}") at += 1;
  else
    for (;;) {
      skip();
      const key = string();
      expect(":");
      skip();
      const from = at;
      const text = value();
      const isSource = line[from] === '"' && asJson(key);
      // as UTF-8 it would silently be another one; only an escape can make it
      if (!isSource && text !== null && text.length !== at - from - 2 && HALF.test(text))
        throw new UnfitLine(`half a character in a string before column ${at + 1}`);
      fields.set(key, isSource ? line.slice(from, at) : text);
      skip();
      at += 1;
      if (line[at - 1] === "}") break;
      if (line[at - 1] !== ",") throw new NoObject(`expected , or } in column ${at}`);
    }
  skip();
  if (at < line.length) throw new NoObject(`something follows the object in column ${at + 1}`);
  return fields;
}

function parsed(source: string, at: number): string {
  try {
    return JSON.parse(source) as string;
  } catch {
    throw new NoObject(`a string before column ${at + 1} has an escape that JSON does not know`);
  }
}
