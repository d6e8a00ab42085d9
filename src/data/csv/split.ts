import { ToolError } from "../../core/errors.ts";
import { countByte } from "./count-byte.ts";

/** Where a record ends, as COPY sees it: at a line's end with an even number of quotes before it. */
export interface Ends {
  /** The last byte of a line's end. */
  readonly newline: number;
  /** None where quotes mean nothing. */
  readonly quote: number | undefined;
}

/** Whole records. */
export interface Chunk {
  /** They hold until the chunk after the next one is asked for. */
  readonly bytes: Buffer;
  /** The first one's, from 1, in the whole file. */
  readonly line: number;
  /** Lines in it. */
  readonly lines: number;
}

/** A record that is longer is no record but a quote that nobody closed. */
const LONGEST = 64 << 20;
/** Of the largest part that is expected, so that no buffer grows. */
const ROOM = 1 << 20;

/**
 * Cuts bytes that begin with a record into chunks of about `size`, each of which COPY can take by itself. `line` is the first one's.
 * Two buffers take turns: new ones for each chunk cost more than the reading. Bytes are only counted on their way; where a record ends is
 * looked for from a chunk's end backwards.
 */
export async function* splitChunks(
  bytes: AsyncIterable<Buffer>,
  { newline, quote }: Ends,
  { size, line: first }: { readonly size: number; readonly line: number },
): AsyncGenerator<Chunk> {
  let [buffer, other]: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  let [line, lines, held, searched] = [first, 0, 0, 0];
  let quoted = false;
  for await (const part of bytes) {
    if (held + part.length > buffer.length) buffer = grown(buffer, held, size + ROOM);
    part.copy(buffer, held);
    held += part.length;
    lines += countByte(part, newline);
    if (quote !== undefined && countByte(part, quote) % 2 === 1) quoted = !quoted;
    if (held < size) continue;
    const end = lastEnd(buffer.subarray(0, held), searched, { newline, quote }, quoted);
    if (end === undefined) {
      if (held > LONGEST) throw endless(line);
      searched = held;
      continue;
    }
    const rest = buffer.subarray(end, held);
    const linesLeft = countByte(rest, newline);
    yield { bytes: buffer.subarray(0, end), line, lines: lines - linesLeft };
    // not earlier: the chunk before this one may be in work until the next one is asked for
    if (other.length < rest.length) other = grown(other, 0, rest.length + size + ROOM);
    rest.copy(other);
    [buffer, other] = [other, buffer];
    line += lines - linesLeft;
    [lines, held, searched] = [linesLeft, rest.length, 0];
  }
  if (held === 0) return;
  const ended = buffer[held - 1] === newline;
  yield { bytes: buffer.subarray(0, held), line, lines: lines + (ended ? 0 : 1) };
}

function grown(buffer: Buffer, held: number, least: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(least, buffer.length * 2));
  buffer.copy(larger, 0, 0, held);
  return larger;
}

/** Where the last record ends, if behind `from`; `quoted` is how the bytes end. */
function lastEnd(
  bytes: Buffer,
  from: number,
  { newline, quote }: Ends,
  quoted: boolean,
): number | undefined {
  let within = quoted;
  for (let at = bytes.length - 1; at >= from; at -= 1) {
    if (bytes[at] === quote) within = !within;
    else if (bytes[at] === newline && !within) return at + 1;
  }
  return undefined;
}

const endless = (line: number): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    `A record that begins in line ${line} or later does not end within ${LONGEST >> 20} MB.`,
    "Look for a quote that nobody closed, or for lines that end otherwise than the first.",
  );

/** Where the records of a chunk begin, with the end of the last one, and the lines that they begin in, from 1. */
export interface Records {
  readonly starts: readonly number[];
  readonly lines: readonly number[];
}

/** A quote that nobody closes reaches to the end of the file: its record is its first line alone. */
export function recordsOf(bytes: Buffer, ends: Ends): Records {
  const starts: number[] = [];
  const lines: number[] = [];
  let line = 1;
  for (let from = 0; from < bytes.length;) {
    starts.push(from);
    lines.push(line);
    const end = endOf(bytes, from, ends) ?? endOf(bytes, from, { ...ends, quote: undefined });
    const to = end ?? bytes.length;
    for (let at = from; at < to; at += 1) if (bytes[at] === ends.newline) line += 1;
    from = to;
  }
  return { starts: [...starts, bytes.length], lines };
}

function endOf(bytes: Buffer, from: number, { newline, quote }: Ends): number | undefined {
  let quoted = false;
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === quote) quoted = !quoted;
    else if (bytes[at] === newline && !quoted) return at + 1;
  }
  return quoted ? undefined : bytes.length;
}
