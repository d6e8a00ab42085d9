import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { PassThrough, Transform } from "node:stream";
import { createGzip } from "node:zlib";
import { openToWrite } from "../../files/open.ts";

/** A file that was written. */
export interface WrittenPart {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file on its way: under another name beside its own until all is there, so that a killed export leaves nothing that looks whole. */
export interface Part {
  /** Bytes of rows, before they are packed. */
  readonly taken: number;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<Omit<WrittenPart, "path">>;
  /** Gives it its name. */
  publish(): Promise<string>;
  remove(): Promise<void>;
}

export const temporaryName = (path: string): string =>
  join(dirname(path), `.${basename(path)}.neon-dba-partial`);

/** What a killed export left under the same name is written over. */
export async function openPart(path: string, roots: readonly string[]): Promise<Part> {
  const { file, path: temporary } = await openToWrite(temporaryName(path), roots, {
    replace: true,
  });
  const hash = createHash("sha256");
  let [taken, bytes] = [0, 0];
  const input = /\.gz$/i.test(path) ? createGzip() : new PassThrough();
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const written = pipeline(input, measure, sink(file));
  // told by whoever writes or closes
  written.catch(() => {});
  const end = async (): Promise<void> => {
    input.end();
    await written;
    await file.sync();
  };
  return {
    get taken() {
      return taken;
    },
    async write(chunk) {
      taken += chunk.length;
      if (!input.write(chunk)) await Promise.race([drained(input), written]);
    },
    async close() {
      try {
        await end();
      } finally {
        await file.close();
      }
      return { bytes, sha256: hash.digest("hex") };
    },
    async publish() {
      const final = join(dirname(temporary), basename(path));
      await rename(temporary, final);
      return final;
    },
    async remove() {
      input.destroy();
      await written.catch(() => {});
      await file.close().catch(() => {});
      await unlink(temporary).catch(() => {});
    },
  };
}

const drained = (stream: PassThrough | NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => stream.once("drain", () => resolve()));

/** A stream of the file's own would close it. */
function sink(file: FileHandle): (chunks: AsyncIterable<Buffer>) => Promise<void> {
  return async (chunks) => {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length;)
        at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
  };
}
