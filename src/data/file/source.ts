import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { openToRead } from "../../files/open.ts";

/** What is read stays in the processor's cache while it is looked at. */
const READ_BYTES = 256 << 10;
const HASHED_BYTES = 1 << 16;

/** A file that is imported. Positions are those of what comes out of it: unpacked, and UTF-8 where it is UTF-16. */
export interface Source extends AsyncDisposable {
  readonly path: string;
  /** Bytes on the disk. */
  readonly size: number;
  /** Of its size, its beginning and its end. */
  readonly fingerprint: string;
  readonly packed: boolean;
  /** Its positions are those on the disk, so that one can begin anywhere. */
  readonly seekable: boolean;
  /** Each may be the memory of the one before. */
  bytes(from: number, signal?: AbortSignal): AsyncGenerator<Buffer>;
}

const DUMPS: readonly (readonly [head: string, what: string, tool: string])[] = [
  ["PGDMP", "an archive of pg_dump", "pg_restore"],
  ["--\n-- PostgreSQL database dump", "a script of pg_dump", "psql"],
];

/** Opens a file below `roots`. Errors: those of `openToRead`; UNSUPPORTED for what pg_restore and psql read better. */
export async function openSource(path: string, roots: readonly string[]): Promise<Source> {
  const opened = await openToRead(path, roots);
  const { file } = opened;
  try {
    const { size } = await file.stat();
    const head = await readAt(file, 0, HASHED_BYTES);
    refuseDumps(path, head);
    const packed = head[0] === 0x1f && head[1] === 0x8b;
    const wide = packed ? undefined : utf16(head);
    const tail = await readAt(file, Math.max(0, size - HASHED_BYTES), HASHED_BYTES);
    const unpack = (from: number, signal?: AbortSignal): AsyncGenerator<Buffer> =>
      packed
        ? skipping(unzip(file, signal), from)
        : readFrom(file, from, signal, Buffer.allocUnsafeSlow(READ_BYTES));
    return {
      path: opened.path,
      size,
      fingerprint: createHash("sha256").update(`${size} `).update(head).update(tail).digest("hex"),
      packed,
      seekable: !packed && wide === undefined,
      bytes: (from, signal) =>
        wide === undefined ? unpack(from, signal) : skipping(narrow(unpack(0, signal), wide), from),
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function refuseDumps(path: string, head: Buffer): void {
  const dump =
    DUMPS.find(([begins]) => head.subarray(0, 64).includes(begins)) ??
    (/\.sql(?:\.gz)?$/i.test(path) ? ["", "a script", "psql"] : undefined);
  if (dump === undefined) return;
  throw new ToolError(
    "UNSUPPORTED",
    `\`${identifier(path)}\` is ${dump[1]}, not rows.`,
    `Load it with ${dump[2]} over a direct connection, as configure_connection gives it; import_data takes CSV and NDJSON.`,
  );
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Each buffer is a new one, unless the caller has done with one when it asks for the next and gives `into`. */
async function* readFrom(
  file: FileHandle,
  from: number,
  signal?: AbortSignal,
  into?: Buffer,
): AsyncGenerator<Buffer> {
  for (let position = from; ;) {
    signal?.throwIfAborted();
    const buffer = into ?? Buffer.allocUnsafe(READ_BYTES);
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* unzip(file: FileHandle, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: READ_BYTES });
  const feed = async (): Promise<void> => {
    for await (const bytes of readFrom(file, 0, signal)) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(bytes))
        await new Promise((resolve) => gunzip.once("drain", resolve).once("close", resolve));
    }
    gunzip.end();
  };
  feed().catch((error: Error) => gunzip.destroy(error));
  try {
    for await (const bytes of gunzip) yield bytes as Buffer;
  } catch (error) {
    signal?.throwIfAborted();
    throw new ToolError(
      "INVALID_INPUT",
      "The packed file is damaged or cut off.",
      "Check it with `gzip -t`, or import the unpacked file.",
      { cause: error },
    );
  }
}

function utf16(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined;
}

async function* narrow(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const part of bytes) yield Buffer.from(decoder.decode(part, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function* skipping(bytes: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer> {
  let left = from;
  for await (const part of bytes) {
    const skipped = Math.min(left, part.length);
    left -= skipped;
    if (skipped < part.length) yield part.subarray(skipped);
  }
}
