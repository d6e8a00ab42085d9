/** From 0 to below `limit`. */
export type Below = (limit: number) => number;

/** A text that LIKE finds with this pattern. */
export const likeSample = (pattern: string, below: Below): string =>
  pattern.replaceAll(/\\(.)|%|_/g, (found, escaped: string | undefined) =>
    escaped === undefined
      ? found === "%"
        ? letters(below, below(4))
        : letters(below, 1)
      : escaped,
  );

/** A text that the regular expression should find, of the plain parts of Postgres's syntax; it is for the caller to ask Postgres. */
export function regexSample(pattern: string, below: Below): string {
  const reader = { rest: Array.from(pattern), below };
  return alternatives(reader);
}

interface Reader {
  readonly rest: string[];
  readonly below: Below;
}

function alternatives(reader: Reader): string {
  const found = [sequence(reader)];
  while (reader.rest[0] === "|") {
    reader.rest.shift();
    found.push(sequence(reader));
  }
  return found[reader.below(found.length)] ?? "";
}

function sequence(reader: Reader): string {
  let text = "";
  while (reader.rest.length > 0 && reader.rest[0] !== "|" && reader.rest[0] !== ")") {
    const [from, before] = [reader.rest.length, [...reader.rest]];
    const first = atom(reader);
    const after = [...reader.rest];
    const [least, most] = times(reader);
    const source = before.slice(0, from - after.length);
    const count = least + reader.below(most - least + 1);
    // Each repetition is drawn anew.
    for (let done = 0; done < count; done++)
      text += done === 0 ? first : atom({ rest: [...source], below: reader.below });
  }
  return text;
}

function times({ rest }: Reader): [least: number, most: number] {
  const many: Record<string, [number, number]> = { "*": [0, 3], "+": [1, 4], "?": [0, 1] };
  const simple = many[rest[0] ?? ""];
  let found: [number, number] = [1, 1];
  const bounds = /^\{(\d+)(,?)(\d*)\}/.exec(rest.join(""));
  if (simple !== undefined) {
    rest.shift();
    found = simple;
  } else if (bounds !== null) {
    const [all, least = "0", comma, most = ""] = bounds;
    rest.splice(0, all.length);
    const low = Number(least);
    found = [low, most !== "" ? Math.min(Number(most), low + 20) : comma === "" ? low : low + 3];
  } else return found;
  if (rest[0] === "?") rest.shift();
  return found;
}

function atom(reader: Reader): string {
  const { rest, below } = reader;
  const character = rest.shift() ?? "";
  if (character === "^" || character === "$") return "";
  if (character === ".") return letters(below, 1);
  if (character === "[") return oneOf(bracket(rest), below);
  if (character === "\\") return escape(rest.shift() ?? "", below);
  if (character !== "(") return character;
  const mark = /^\?(?::|!|=|<!|<=)/.exec(rest.join(""))?.[0] ?? "";
  rest.splice(0, mark.length);
  const text = alternatives(reader);
  rest.shift();
  // What is only looked for takes no place.
  return mark === "" || mark === "?:" ? text : "";
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index));

const named: Readonly<Record<string, string>> = {
  alpha: ALPHABET,
  lower: ALPHABET,
  upper: ALPHABET.toUpperCase(),
  digit: DIGITS,
  alnum: ALPHABET + DIGITS,
  xdigit: `${DIGITS}abcdef`,
  space: " ",
  punct: ".,-",
};
const escaped: Readonly<Record<string, string>> = { d: DIGITS, w: ALPHABET + DIGITS, s: " " };

const letters = (below: Below, count: number): string =>
  Array.from({ length: count }, () => oneOf(Array.from(ALPHABET), below)).join("");

const oneOf = (characters: readonly string[], below: Below): string =>
  characters[below(characters.length)] ?? "";

function escape(character: string, below: Below): string {
  if ("AZmMyY".includes(character)) return "";
  const set = escaped[character];
  return set === undefined ? character : oneOf(Array.from(set), below);
}

function bracket(rest: string[]): readonly string[] {
  const negated = rest[0] === "^";
  if (negated) rest.shift();
  const found: string[] = [];
  for (let first = true; rest.length > 0 && (first || rest[0] !== "]"); first = false) {
    const set = /^\[:(\w+):\]/.exec(rest.join(""));
    if (set !== null) {
      rest.splice(0, set[0].length);
      found.push(...Array.from(named[set[1] ?? ""] ?? ""));
      continue;
    }
    const one = rest.shift() ?? "";
    if (one === "\\") {
      const next = rest.shift() ?? "";
      found.push(...Array.from(escaped[next] ?? next));
    } else if (rest[0] === "-" && rest[1] !== "]" && rest[1] !== undefined) {
      rest.shift();
      const end = (rest.shift() ?? "").codePointAt(0) ?? 0;
      const start = one.codePointAt(0) ?? 0;
      for (let code = start; code <= Math.min(end, start + 200); code++)
        found.push(String.fromCodePoint(code));
    } else found.push(one);
  }
  rest.shift();
  if (!negated) return found;
  const plain = Array.from(ALPHABET).filter((character) => !found.includes(character));
  return plain.length > 0 ? plain : PRINTABLE.filter((character) => !found.includes(character));
}
