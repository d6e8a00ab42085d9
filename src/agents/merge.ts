import { isDeepStrictEqual } from "node:util";
import { ToolError } from "../core/errors.ts";
import type { Entry } from "./client.ts";
import type { Format, Found } from "./edit/document.ts";
import { takeOut } from "./edit/insertion.ts";
import { jsonc } from "./edit/jsonc.ts";
import { toml } from "./edit/toml.ts";
import { type MergedRecord, digestOf } from "./record.ts";

export interface Merge {
  /** What the file has to hold; undefined where it has to go. */
  readonly text: string | undefined;
  /** Why the file stays as it is. */
  readonly kept?: string;
  readonly record?: MergedRecord;
}

const formats: Readonly<Record<Entry["format"], Format>> = { jsonc, toml };

/** The format of a file by its name, for entries that were recorded. */
const formatOf = (key: string): Format => (key.endsWith(".toml") ? toml : jsonc);

/**
 * The entry of the server in a file that others write too. What is there already under its name and is not what we wrote stays.
 * Errors: INVALID_INPUT when the file is malformed, or has no place for it.
 */
export function mergeEntry(
  client: string,
  key: string,
  text: string | undefined,
  { format: name, path, value }: Entry,
  known: MergedRecord | undefined,
): Merge {
  const format = formats[name];
  const found = text === undefined ? undefined : lookUp(format, key, text, path);
  if (found?.kind === "value") {
    const isOurs = known?.states.some((state) => isSame(state.value, found.value)) === true;
    if (isSame(value, found.value)) return known === undefined ? { text } : { text, record: known };
    if (!isOurs) {
      const what = `${key} has a server \`${path.at(-1) ?? ""}\``;
      const why = known === undefined ? "not written by neon-dba" : "edited since it was installed";
      return { text, kept: `${what}, ${why}` };
    }
  }
  // an older entry goes first, so that taking out the new one gives back what was there before both
  const base =
    text !== undefined && known !== undefined && found?.kind === "value"
      ? without(format, text, known)
      : text;
  if (base !== undefined && format.find(base, path).kind === "value")
    return { text, kept: otherForm(key, path) };
  const { text: merged, insertions, made } = format.insert(base ?? "", path, value);
  const check = lookUp(format, key, merged, path);
  if (
    check.kind !== "value" ||
    !isSame(check.value, value) ||
    !keepsRest(format, base, merged, path)
  )
    throw refusal(key, `it has no place for \`${path.join(".")}\``);
  const created = text === undefined || (found?.kind === "value" && known?.created === true);
  return {
    text: merged,
    record: {
      client,
      path: [...path],
      created,
      made,
      states: [{ digest: digestOf(merged), value, insertions: [...insertions] }],
    },
  };
}

/** The file as it was before the entry: to the byte where nobody changed it since, otherwise without the entry alone. */
export function removeEntry(key: string, text: string | undefined, known: MergedRecord): Merge {
  if (text === undefined) return { text };
  const format = formatOf(key);
  const found = lookUp(format, key, text, known.path);
  if (found.kind !== "value") return { text };
  if (!known.states.some(({ value }) => isSame(value, found.value)))
    return {
      text,
      kept: `${key}: its server \`${known.path.at(-1) ?? ""}\` was edited since it was installed`,
    };
  const rest = without(format, text, known);
  if (rest !== undefined && format.find(rest, known.path).kind === "value")
    return { text, kept: otherForm(key, known.path) };
  if (rest !== undefined && !keepsRest(format, rest, text, known.path))
    throw refusal(key, `\`${known.path.join(".")}\` cannot be taken out of it`);
  return { text: rest };
}

/** Undefined: nothing is left of a file that was made for the entry. */
function without(format: Format, text: string, known: MergedRecord): string | undefined {
  const digest = digestOf(text);
  const state = known.states.find((candidate) => candidate.digest === digest);
  const exact = state === undefined ? undefined : takeOut(text, state.insertions);
  const rest = exact ?? format.remove(text, known.path, known.made);
  return known.created && format.isEmpty(rest) ? undefined : rest;
}

function lookUp(format: Format, key: string, text: string, path: readonly string[]): Found {
  const found = format.find(text, path);
  if (found.kind === "malformed") throw refusal(key, found.why);
  return found;
}

/** Of an entry that an editor of text does not find: such as a table of TOML that somebody wrote as a line of another. */
const otherForm = (key: string, path: readonly string[]): string =>
  `${key}: its server \`${path.at(-1) ?? ""}\` is written in another form; take it out by hand`;

/** Whether two texts say the same, but for what is at the path and objects on the way to it in which nothing else is. A malformed one says nothing. */
function keepsRest(
  format: Format,
  without: string | undefined,
  whole: string,
  path: readonly string[],
): boolean {
  const [a, b] = [without ?? "", whole].map((text) => {
    const found = format.find(text, []);
    return found.kind === "absent" ? {} : found.kind === "value" ? found.value : undefined;
  });
  return a !== undefined && b !== undefined && isSame(pruned(a, path), pruned(b, path));
}

function pruned(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return value;
  const { [key]: inner, ...others } = value as Record<string, unknown>;
  const kept = rest.length === 0 || inner === undefined ? undefined : pruned(inner, rest);
  const isEmpty = typeof kept === "object" && kept !== null && Object.keys(kept).length === 0;
  return kept === undefined || isEmpty ? others : { ...others, [key]: kept };
}

/** Parsers make objects of different prototypes. */
const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plain(a), plain(b));
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, part: unknown) =>
      typeof part === "bigint" ? `${part}n` : part,
    ),
  );

function refusal(key: string, why: string): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    `\`${key}\` cannot be merged into: ${why}.`,
    "Nothing was changed. Put that right and run it again, or leave the client out with `--client`.",
  );
}
