import { parse, stringify, TomlError } from "smol-toml";
import type { Value } from "../client.ts";
import type { Format, Found, Inserted } from "./document.ts";
import { insert, lineEnd } from "./insertion.ts";

/** TOML. A value is a table of its own at the end of the file. */
export const toml: Format = {
  find(text, path): Found {
    let value: unknown;
    try {
      value = parse(text, { integersAsBigInt: "asNeeded" });
    } catch (error) {
      return { kind: "malformed", why: explain(error) };
    }
    for (const key of path) {
      if (!isTable(value))
        return { kind: "malformed", why: `\`${path.slice(0, -1).join(".")}\` is no table` };
      if (!Object.hasOwn(value, key)) return { kind: "absent" };
      value = value[key];
    }
    return { kind: "value", value };
  },

  insert(text, path, value): Inserted {
    const eol = lineEnd(text);
    const nested = path.reduceRight<Value>((inner, key) => ({ [key]: inner }), value);
    const table = stringify(nested).trim().replaceAll("\n", eol);
    const gap = text === "" ? "" : text.endsWith("\n") ? eol : `${eol}${eol}`;
    return { ...insert(text, [{ at: text.length, text: `${gap}${table}${eol}` }]), made: 0 };
  },

  remove(text, path): string {
    const lines = text.split(/(?<=\n)/);
    const headers = lines.flatMap((line, at) => (isHeader(line, path, "exact") ? [at] : []));
    // a line that looks like the header may stand in a string
    const results = headers.toReversed().map((from) => withoutTable(lines, from, path));
    return results.find((result) => toml.find(result, path).kind === "absent") ?? text;
  },

  isEmpty: (text) => text.trim() === "",
};

function withoutTable(lines: readonly string[], from: number, path: readonly string[]): string {
  // its own sub-tables go with it
  const rest = lines.slice(from + 1);
  const length = rest.findIndex((line) => /^\s*\[/.test(line) && !isHeader(line, path, "below"));
  const until = length < 0 ? lines.length : from + 1 + length;
  // comments before the next table are about that one
  let end = until;
  while (end < lines.length && end > from + 1 && /^\s*(#|$)/.test(lines[end - 1] ?? "")) end--;
  // the empty line between it and what else is there
  const isEmpty = (at: number): boolean => /^\s*$/.test(lines[at] ?? "-");
  const start = isEmpty(from - 1) ? from - 1 : from;
  if (start === 0 && isEmpty(end)) end++;
  return [...lines.slice(0, start), ...lines.slice(end)].join("");
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Only the first line: the others quote the file, which may hold secrets. */
function explain(error: unknown): string {
  if (!(error instanceof TomlError)) throw error;
  const [what = ""] = error.message.split("\n");
  return `line ${error.line}, column ${error.column}: ${what.replace(/^Invalid TOML document: /, "")}`;
}

/** Whether a line opens the table at this path, or one below it. */
function isHeader(line: string, path: readonly string[], which: "exact" | "below"): boolean {
  const [, name] = /^\s*\[([^[\]]+)\]\s*(?:#.*)?\r?\n?$/.exec(line) ?? [];
  if (name === undefined) return false;
  const parts = Array.from(
    name.matchAll(/\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)/g),
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
  const starts = path.every((part, at) => parts[at] === part);
  return starts && (which === "exact" ? parts.length === path.length : parts.length > path.length);
}
