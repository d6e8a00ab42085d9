/** A token of Python. `text` is as written; of a string, `value` is what it means, undefined where it is put together. */
export interface PyToken {
  readonly kind: "name" | "number" | "string" | "operator";
  readonly text: string;
  readonly value?: string | undefined;
  readonly line: number;
}

/** One logical line: what Python runs up to a line break outside of brackets. */
export interface PyLine {
  readonly indent: number;
  readonly line: number;
  readonly tokens: readonly PyToken[];
}

const TOKEN =
  /(?<name>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|(?<number>\d[\w.]*)|(?<operator>\*\*|:=|->|[-+*/%@<>=!&|^~.,:;()[\]{}])/y;
const STRING = /([A-Za-z]{0,2})("""|'''|"|')/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

/** The logical lines of a Python file. What is not understood is left out. */
export function pyLines(source: string): PyLine[] {
  const lines: PyLine[] = [];
  let tokens: PyToken[] = [];
  let [at, line, depth, indent, first] = [0, 1, 0, 0, 1];
  let fresh = true;
  const end = (): void => {
    if (tokens.length > 0) lines.push({ indent, line: first, tokens });
    tokens = [];
    fresh = true;
  };
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === "\n") {
      if (depth === 0) end();
      line++;
      at++;
    } else if (character === "#") {
      const next = source.indexOf("\n", at);
      at = next < 0 ? source.length : next;
    } else if (character === "\\" && /^\\\r?\n/.test(source.slice(at, at + 3))) {
      at = source.indexOf("\n", at) + 1;
      line++;
    } else if (/\s/.test(character)) {
      at++;
    } else {
      if (fresh) {
        [indent, first, fresh] = [columnOf(source, at), line, false];
      }
      const token = stringAt(source, at, line) ?? tokenAt(source, at, line);
      if ("([{".includes(token.text)) depth++;
      if (")]}".includes(token.text)) depth = Math.max(0, depth - 1);
      if (token.text === ";" && depth === 0) end();
      else tokens.push(token);
      line += token.text.split("\n").length - 1;
      at += token.text.length;
    }
  }
  end();
  return lines;
}

/** A tab counts as eight, as in Python. */
function columnOf(source: string, at: number): number {
  const before = source.slice(source.lastIndexOf("\n", at - 1) + 1, at);
  return before.replaceAll("\t", "        ").length;
}

function tokenAt(source: string, at: number, line: number): PyToken {
  TOKEN.lastIndex = at;
  const found = TOKEN.exec(source);
  const text = found?.[0] ?? source.charAt(at);
  const kind = found?.groups?.["name"] ? "name" : found?.groups?.["number"] ? "number" : "operator";
  return { kind, text, line };
}

function stringAt(source: string, at: number, line: number): PyToken | undefined {
  STRING.lastIndex = at;
  const [open = "", prefix = "", quote = ""] = STRING.exec(source) ?? [];
  if (quote === "") return undefined;
  const raw = /r/i.test(prefix);
  let end = at + open.length;
  while (end < source.length && !source.startsWith(quote, end)) {
    if (quote.length === 1 && source.charAt(end) === "\n") break;
    end += source.charAt(end) === "\\" ? 2 : 1;
  }
  const content = source.slice(at + open.length, end);
  const text = source.slice(at, end + quote.length);
  const plain = !/[fb]/i.test(prefix) || (/f/i.test(prefix) && !/[{}]/.test(content));
  return {
    kind: "string",
    text,
    line,
    value: plain ? (raw ? content : unescape(content)) : undefined,
  };
}

const unescape = (content: string): string =>
  content.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(\r?\n|[\s\S]))/g,
    (all, hex?: string, unicode?: string, other?: string) => {
      if (hex !== undefined || unicode !== undefined)
        return String.fromCharCode(Number.parseInt(hex ?? unicode ?? "", 16));
      if (other === "\r\n") return "";
      return ESCAPES[other ?? ""] ?? (/['"\\]/.test(other ?? "") ? (other ?? "") : all);
    },
  );
