import type { Session } from "../../core/session.ts";
import { recordsOf, type Chunk, type Ends } from "../csv/split.ts";
import { UnfitLine } from "../ndjson/fields.ts";
import { copyLine, type Key } from "../ndjson/copy-text.ts";
import type { Failure } from "./failure.ts";

/** The records of a chunk as COPY takes them. */
export interface Batch {
  readonly count: number;
  payload(from: number, to: number): Buffer;
  /** The record at a line of that payload, both from where it begins. */
  recordAt(line: number, from: number): number;
  lineOf(record: number): number;
  textOf(record: number): string;
}

/** A record that is not even sent. */
export class Unreadable extends Error {
  readonly record: number;
  readonly failure: Failure;

  constructor(record: number, reason: string) {
    super(reason);
    this.record = record;
    this.failure = { sqlstate: "22P02", line: undefined, column: undefined, reason };
  }
}

/** CSV goes as it is, NDJSON as COPY's text, a line for a record. `keys` are those of NDJSON. */
export function batchOf(
  { bytes, line: first }: Chunk,
  { ends, keys }: { readonly ends: Ends; readonly keys: readonly Key[] | undefined },
  { encoding, version }: { readonly encoding: string; readonly version: number },
): Batch {
  const { starts, lines } = recordsOf(bytes, ends);
  const slice = (from: number, to: number): Buffer => bytes.subarray(starts[from], starts[to]);
  const base = {
    count: lines.length,
    lineOf: (record: number) => first + (lines[record] ?? 1) - 1,
    textOf: (record: number) =>
      withoutEnd(slice(record, record + 1).toString(encoding === "UTF8" ? "utf8" : "latin1")),
  };
  if (keys === undefined)
    return {
      ...base,
      payload: (from, to) => {
        const sent = slice(from, to);
        const mark = endMark(sent, version);
        if (mark === undefined) return sent;
        const record = lastUpTo(starts, (starts[from] ?? 0) + mark);
        throw new Unreadable(record, "a line of nothing but \\. ends COPY before Postgres 18");
      },
      recordAt: (line, from) => lastUpTo(lines, (lines[from] ?? 1) + line - 1),
    };
  return {
    ...base,
    payload: (from, to) => {
      const texts: string[] = [];
      for (let record = from; record < to; record += 1) {
        try {
          texts.push(copyLine(base.textOf(record), keys));
        } catch (error) {
          if (error instanceof UnfitLine) throw new Unreadable(record, error.message);
          throw error;
        }
      }
      return Buffer.from(texts.join(""));
    },
    recordAt: (line, from) => from + line - 1,
  };
}

/** The last of rising numbers that is not above the limit. */
function lastUpTo(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rising[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

const MARK = "\\.";

/** Where a line of CSV says to Postgres before 18 that there are no more rows, even within quotes; it would lose the rest in silence. */
export function endMark(bytes: Buffer, version: number): number | undefined {
  if (version >= 180_000) return undefined;
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    const [before, after] = [bytes[at - 1], bytes[at + MARK.length]];
    if (isEnd(before) && isEnd(after)) return at;
  }
  return undefined;
}

const isEnd = (byte: number | undefined): boolean =>
  byte === undefined || byte === 10 || byte === 13;

/** What `copyIn` takes, of bytes that are there. */
export async function* alone(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Settings under which rows are read, for one transaction. Deferred constraints are asked at once, while the row is known. */
export async function prepare(session: Session, dates: string | undefined): Promise<void> {
  await session.query(
    "select pg_catalog.set_config('datestyle', $1, true), pg_catalog.set_config('TimeZone', 'UTC', true)",
    [`ISO, ${dates ?? "YMD"}`],
  );
  await session.query("set constraints all immediate");
}

/** Not by an expression, which would go through each run of line breaks inside once for each of them. */
function withoutEnd(record: string): string {
  let end = record.length;
  while (record[end - 1] === "\n" || record[end - 1] === "\r") end--;
  return record.slice(0, end);
}
