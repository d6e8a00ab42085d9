/** What the text of a refusal says, in whatever wrapping it came. */
export interface Message {
  /** Without the escapes of JSON and Python. */
  readonly text: string;
  /** Of `DETAIL: Key (a, b)=(1, 2)`; values are undefined where they cannot be told apart. */
  readonly key?: { readonly columns: readonly string[]; readonly values?: readonly string[] };
  /** As far as the words say it; other languages and libraries do not. */
  readonly says: Saying | undefined;
}

export type Saying =
  | "referenced"
  | "missing"
  | "building"
  | "duplicate"
  | "nulls"
  | "null"
  | "rows";

/** The sentences of Postgres 14 to 18 (ri_triggers.c, nbtinsert.c, tuplesort.c, execMain.c, tablecmds.c), the first that fits. */
const SAYINGS: readonly [RegExp, Saying][] = [
  [/update or delete on table|is (?:still )?referenced from table|\b23001\b/, "referenced"],
  [/insert or update on table|is not present in table/, "missing"],
  [/could not create unique index|is duplicated/, "building"],
  [/duplicate key value|already exists/, "duplicate"],
  [/contains null values/, "nulls"],
  [/violates not-null|\b23502\b/, "null"],
  [/is violated by some row/, "rows"],
];

/** Reads a message of Postgres as psql, a log, a driver or an ORM shows it. */
export function readMessage(given: string): Message {
  const text = given.replaceAll(/\\+(["'])/g, "$1").replaceAll(/\\+n/g, "\n");
  const says = SAYINGS.find(([pattern]) => pattern.test(text))?.[1];
  const key = keyIn(text);
  return { text, says, ...(key === undefined ? {} : { key }) };
}

/** `(a, b)=(1, 2)`; the values may hold anything, so they end where the sentence goes on. */
function keyIn(text: string): Message["key"] {
  const found =
    /\(([^()\n]+(?:\([^()]*\)[^()\n]*)*)\)=\((.*?)\)(?=\s+\p{L}|\s*\.|\s*$|["'\\])/su.exec(text);
  if (found === null) return undefined;
  const columns = (found[1] ?? "").split(", ").map((name) => name.replace(/^"(.*)"$/, "$1"));
  const whole = found[2] ?? "";
  const values = columns.length === 1 ? [whole] : whole.split(", ");
  return values.length === columns.length ? { columns, values } : { columns };
}

/** Where a name stands in the text as a whole; -1 where it does not. */
export function placeOf(name: string, { text }: Message): number {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!PART.test(text[at - 1] ?? "") && !PART.test(text[at + name.length] ?? "")) return at;
  return -1;
}

const PART = /[\p{L}\p{N}_$]/u;
