import { once } from "node:events";
import type { Duplex, Readable, Writable } from "node:stream";

/** Writes, and waits where the reader is slower. */
export async function write(to: Writable, bytes: Buffer): Promise<void> {
  if (to.destroyed || to.write(bytes)) return;
  const gone = new AbortController();
  const stop = (): void => gone.abort();
  to.once("close", stop);
  await once(to, "drain", { signal: gone.signal }).catch(() => {});
  to.off("close", stop);
}

/** The stream's chunks; unlike its own iterator this leaves the stream open at the end. */
export function chunksOf(stream: Readable): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]: () =>
      stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>,
  };
}

const GOODBYE_MS = 1000;

/** Ends it, and cuts it where the other side does not end it too. */
export function goodbye(stream: Duplex): void {
  stream.end();
  if (stream.closed) return;
  const cut = setTimeout(() => stream.destroy(), GOODBYE_MS);
  stream.once("close", () => clearTimeout(cut));
}
