import type { Source } from "../file/source.ts";

const WINDOW_BYTES = 128 * 1024;
const WINDOWS = 8;

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly encoding: string;
  readonly null: string;
}

/** A field as it stands there: an unquoted one that is the NULL text is null. */
export type Field = string | null;

export interface Window {
  readonly bytes: Buffer;
  /** It reaches to the end of the file. */
  readonly whole: boolean;
}

/** Bytes at places spread over the file; only the first begins with a record. Of a packed file it is the beginning alone. */
export async function readWindows(source: Source): Promise<Window[]> {
  const last = Math.max(0, source.size - WINDOW_BYTES);
  const count = source.seekable ? WINDOWS : 1;
  const starts = Array.from({ length: count }, (_, index) =>
    Math.floor((last * index) / Math.max(1, count - 1)),
  ).filter((start, index) => index === 0 || start >= WINDOW_BYTES * index);
  return Promise.all(starts.map((start) => readWindow(source, start)));
}

async function readWindow(source: Source, start: number): Promise<Window> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of source.bytes(start)) {
    parts.push(Buffer.from(part));
    length += part.length;
    if (length > WINDOW_BYTES)
      return { bytes: Buffer.concat(parts).subarray(0, WINDOW_BYTES), whole: false };
  }
  return { bytes: Buffer.concat(parts), whole: true };
}

export interface Place {
  /** Fields that a record has, where that is known. */
  readonly width?: number;
  /** It begins somewhere in a record. */
  readonly middle: boolean;
  /** It ends with a record. */
  readonly whole: boolean;
}

export interface Records {
  readonly rows: readonly (readonly Field[])[];
  /** What stands before the first quote within a cell that is not quoted. */
  readonly stray: string | undefined;
}

/** Whole records of a window. One that begins in the middle is read from its first line's end, inside or outside quotes, as fits `width`. */
export function recordsIn(
  text: string,
  dialect: Omit<Dialect, "encoding">,
  { width, middle, whole }: Place,
): Records {
  if (!middle) return parseRecords(text, dialect, whole);
  for (const begins of ["\n", `${dialect.quote}\n`]) {
    const from = text.indexOf(begins) + begins.length;
    const records = parseRecords(text.slice(from), dialect, whole);
    if (records.rows.every((row) => row.length === width)) return records;
  }
  return { rows: [], stray: undefined };
}

/** Fields as COPY reads them: a quote opens or closes wherever it stands, two within quotes are one. Empty lines are passed over. */
function parseRecords(
  text: string,
  { delimiter, quote, null: nothing }: Omit<Dialect, "encoding">,
  whole: boolean,
): Records {
  const rows: Field[][] = [];
  let stray: string | undefined;
  let row: Field[] = [];
  let [field, quoted, wasQuoted] = ["", false, false];
  const endField = (): void => {
    row.push(!wasQuoted && field === nothing ? null : field);
    [field, wasQuoted] = ["", false];
  };
  const endRow = (): void => {
    const empty = row.length === 0 && field === "" && !wasQuoted;
    if (!empty) {
      endField();
      rows.push(row);
    }
    row = [];
  };
  // a run at a time, not a character
  const plain = new RegExp(`[^\r\n${escaped(quote)}${escaped(delimiter)}]+`, "y");
  for (let at = 0; at < text.length; at += 1) {
    plain.lastIndex = at;
    const run = plain.exec(text)?.[0] ?? "";
    field += run;
    at += run.length;
    if (at === text.length) break;
    const character = text.charAt(at);
    if (character === quote) {
      if (quoted && text[at + 1] === quote) {
        field += quote;
        at += 1;
      } else quoted = !quoted;
      if (!wasQuoted && field.trim() !== "") stray ??= field;
      wasQuoted = true;
    } else if (quoted) field += character;
    else if (character === delimiter) endField();
    else if (character === "\n" || text[at + 1] !== "\n") endRow();
  }
  if (whole && !quoted) endRow();
  return { rows, stray };
}

/** Within the brackets of a pattern. */
const escaped = (character: string): string => character.replace(/[\\\]^-]/, "\\$&");
