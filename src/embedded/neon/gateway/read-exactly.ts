import type { Readable } from "node:stream";

/** The next `size` bytes; what follows them stays in the stream. Rejects when it ends before. */
export function readExactly(stream: Readable, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const events = ["readable", "end", "close", "error"];
    const look = (): void => {
      const bytes = stream.read(size) as Buffer | null;
      const ended = stream.readableEnded || stream.destroyed;
      if (bytes === null && !ended) return;
      for (const event of events) stream.off(event, look);
      if (bytes?.length === size) resolve(bytes);
      else reject(new Error("The client went away"));
    };
    for (const event of events) stream.on(event, look);
    look();
  });
}
