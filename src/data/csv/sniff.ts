import { identifier } from "../../core/identifier.ts";
import type { Source } from "../file/source.ts";
import type { ImportOptions } from "../options.ts";
import { askForHeader, columnNames, holdsNames, renamed } from "./header.ts";
import { readWindows, recordsIn, type Dialect, type Field, type Window } from "./sample.ts";

const DELIMITERS = [",", ";", "\t", "|"];

export interface Sniffed {
  readonly dialect: Dialect;
  readonly newline: number;
  /** Position and line of the first row. */
  readonly from: number;
  readonly line: number;
  /** Without a header made up. */
  readonly names: readonly string[];
  readonly header: boolean;
  readonly rows: readonly (readonly Field[])[];
  /** Of the file that the rows are of: all of it, or less. */
  readonly share: number;
  readonly questions: readonly string[];
  readonly notes: readonly string[];
}

/** What the file looks like, from samples of its beginning, middle and end. `columns` are those of the table, where there is one. */
export async function sniffCsv(
  source: Source,
  options: ImportOptions,
  columns: readonly string[],
): Promise<Sniffed> {
  const windows = await readWindows(source);
  const [{ bytes: first, whole } = { bytes: Buffer.alloc(0), whole: true }] = windows;
  const bom = first.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  const encoding = named(options.encoding) ?? encodingOf(windows);
  const [head = "", ...others] = windows.map(({ bytes }, index) =>
    textOf(index === 0 ? bytes.subarray(bom) : bytes, encoding),
  );
  const newline = head.includes("\n") ? "\n" : "\r";
  const base = { quote: '"', null: options.null ?? "" };
  const delimiter = options.delimiter ?? delimiterOf(head, base);
  const dialect = { ...base, delimiter, encoding };
  const read = recordsIn(head, dialect, { middle: false, whole });
  const [top = []] = read.rows;
  const seen = options.header ?? holdsNames(top, [...columns, ...namedIn(options)]);
  const header = seen ?? false;
  const width = top.length;
  const rest = others.map((text, index) =>
    recordsIn(text, dialect, { width, middle: true, whole: windows[index + 1]?.whole ?? false }),
  );
  const names = header ? columnNames(top) : top.map((_, index) => `column_${index + 1}`);
  const stray = [read, ...rest].find((each) => each.stray !== undefined)?.stray;
  const skipped = header ? lengthOfFirst(head, newline) : "";
  return {
    dialect,
    newline: newline.charCodeAt(0),
    from: bom + Buffer.byteLength(skipped, encoding === "UTF8" ? "utf8" : "latin1"),
    line: 1 + skipped.split(newline).length - 1,
    names,
    header,
    rows: [read.rows.slice(header ? 1 : 0), ...rest.map(({ rows }) => rows)].flat(),
    share: shareOf(windows, source),
    questions: seen === undefined ? [askForHeader(top)] : [],
    notes: [
      ...(options.encoding === undefined && encoding !== "UTF8"
        ? [
            `The bytes are no UTF-8; they are read as ${encoding}. Look at accented letters, or give options.encoding.`,
          ]
        : []),
      ...(options.header === undefined && seen !== undefined
        ? [
            header
              ? "The first line is read as names."
              : "The first line is read as a row: it holds values.",
          ]
        : []),
      ...(header ? renamed(top, names) : []),
      ...(stray === undefined
        ? []
        : [
            `A cell that is not quoted holds a quote (\`${identifier(stray)}"\`): all up to the next quote is read as of the same cell, line breaks too, so rows may be merged. A quote that means itself is written twice, in a cell that is quoted.`,
          ]),
    ],
  };
}

/** A packed file is taken for five times its size. */
export function shareOf(windows: readonly Window[], { size, seekable }: Source): number {
  const read = windows.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (windows.length === 1 && windows[0]?.whole === true) return 1;
  return Math.min(1, read / (seekable ? size : size * 5));
}

const named = (encoding: string | undefined): string | undefined =>
  encoding !== undefined && /^utf-?8$/i.test(encoding) ? "UTF8" : encoding;

/** Windows may begin and end within a character. */
function encodingOf(windows: readonly Window[]): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (const { bytes } of windows) {
    const from = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
    try {
      decoder.decode(bytes.subarray(Math.max(0, from), bytes.length - partial(bytes)));
    } catch {
      return "WIN1252";
    }
  }
  return "UTF8";
}

/** Bytes at the end that belong to a character that goes on. */
function partial(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return byte >= 0xc0 ? back : 0;
  }
  return 0;
}

const textOf = (bytes: Buffer, encoding: string): string =>
  encoding === "UTF8" ? bytes.toString("utf8") : bytes.toString("latin1");

/** The one that cuts the first records into the same number of fields, and the most of them. */
function delimiterOf(head: string, base: Omit<Dialect, "encoding" | "delimiter">): string {
  const scored = DELIMITERS.map((delimiter) => {
    const rows = recordsIn(
      head.slice(0, 16_384),
      { ...base, delimiter },
      { middle: false, whole: false },
    ).rows.slice(0, 100);
    const width = rows[0]?.length ?? 0;
    const even = rows.filter((row) => row.length === width).length / Math.max(1, rows.length);
    return { delimiter, score: width < 2 ? 0 : even * 100 + Math.min(width, 50) };
  });
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).delimiter;
}

/** What the caller calls columns of the file. */
export const namedIn = ({
  types = {},
  columns = {},
  skip = [],
}: ImportOptions): readonly string[] => [...Object.keys(types), ...Object.keys(columns), ...skip];

/** With the empty lines before it, which are no records. */
function lengthOfFirst(head: string, newline: string): string {
  const from = head.search(/[^\r\n]/);
  for (let end = head.indexOf(newline, from); end !== -1; end = head.indexOf(newline, end + 1))
    if ((head.slice(0, end).split('"').length - 1) % 2 === 0) return head.slice(0, end + 1);
  return head;
}
