/** Python that is laid out when it is printed: on one line where it fits, else one item a line. */
export type Code = string | Brackets;

interface Brackets {
  readonly open: string;
  readonly items: readonly Code[];
  readonly close: string;
  /** `(x,)` of one item is a tuple. */
  readonly comma?: boolean;
}

const WIDTH = 100;

export const call = (name: string, ...items: readonly Code[]): Code => ({
  open: `${name}(`,
  items,
  close: ")",
});

export const list = (items: readonly Code[]): Code => ({ open: "[", items, close: "]" });

export const tuple = (items: readonly Code[]): Code => ({
  open: "(",
  items,
  close: ")",
  comma: true,
});

/** `{"key": value}`, in the order of the keys. */
export const dict = (entries: Readonly<Record<string, Code>>): Code => ({
  open: "{",
  items: Object.entries(entries).map(([key, value]) => before(`${quoted(key)}: `, value)),
  close: "}",
});

/** `name=value`. */
export const keyword = (name: string, value: Code): Code => before(`${name}=`, value);

export function before(prefix: string, code: Code): Code {
  return typeof code === "string" ? prefix + code : { ...code, open: prefix + code.open };
}

/** Prints the code with `indent` spaces before its first line. */
export function print(code: Code, indent = 0): string {
  return " ".repeat(indent) + laidOut(code, indent, indent);
}

/** `used` is what stands on the line already. */
function laidOut(code: Code, indent: number, used: number): string {
  const flat = flatten(code);
  if (typeof code === "string" || code.items.length === 0 || used + flat.length <= WIDTH)
    return flat;
  const inner = indent + 4;
  const items = code.items.map(
    (item) => `${" ".repeat(inner)}${laidOut(item, inner, inner + 1)},\n`,
  );
  return `${code.open}\n${items.join("")}${" ".repeat(indent)}${code.close}`;
}

function flatten(code: Code): string {
  if (typeof code === "string") return code;
  const { open, items, close, comma = false } = code;
  return `${open}${items.map(flatten).join(", ")}${comma && items.length === 1 ? "," : ""}${close}`;
}

/** A string literal. JSON's escapes are Python's; what is invisible is written as its code. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\p{Cf}\p{Zl}\p{Zp}\u007F-\u009F]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** A literal of SQL that SQLAlchemy takes as `text()`, where `:name` would be a parameter. */
export const sqlText = (sql: string): string =>
  quoted(sql.replaceAll(/(?<![:\w\\]):(?=\w)/g, "\\:"));

/** Comment lines; other people's words may hold line breaks of any kind. */
export function comment(text: string): string {
  const words = quoted(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("\\\\", "\\");
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH - 2)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, at) => (at === 0 ? `# ${line}` : `#   ${line}`)).join("\n");
}
