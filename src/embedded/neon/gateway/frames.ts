import { ProxyError } from "./proxy-error.ts";

const HEADER = 5;

/** A message as a whole, or a piece of the stream that may hold several messages and parts of them. */
export type Piece =
  | { readonly type: string; readonly bytes: Buffer }
  | { readonly type: undefined; readonly bytes: Buffer };

/**
 * Cuts a stream of messages without holding more of it than it must: what `wanted` picks by its type comes as a whole, all
 * between comes as it arrives.
 */
export class Frames {
  readonly #wanted: (type: string) => boolean;
  readonly #largest: number;
  readonly #begins: (type: string) => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Bytes of the present message that have not come; of an unwanted one. */
  #skip = 0;
  /** Bytes that the wanted message, or a header, needs. */
  #need = HEADER;

  /** `begins` hears of every message when its header has come. */
  constructor(
    wanted: (type: string) => boolean,
    largest: number,
    begins: (type: string) => void = () => {},
  ) {
    this.#wanted = wanted;
    this.#largest = largest;
    this.#begins = begins;
  }

  /** Whether the stream stands between two messages. */
  get between(): boolean {
    return this.#skip === 0 && this.#heldBytes === 0;
  }

  /** Throws when a message cannot be one, or is wanted and too large to be held. */
  *push(chunk: Buffer): Generator<Piece> {
    let at = 0;
    let passed = 0;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - at);
        this.#skip -= step;
        at += step;
        continue;
      }
      if (this.#heldBytes === 0 && chunk.length - at >= HEADER) {
        // The common case: nothing has to be copied.
        const length = this.#lengthOf(chunk, at);
        const type = String.fromCharCode(chunk[at] ?? 0);
        if (!this.#wanted(type)) {
          this.#begins(type);
          this.#skip = length;
          continue;
        }
        if (chunk.length - at >= length) {
          if (at > passed) yield { type: undefined, bytes: chunk.subarray(passed, at) };
          this.#begins(type);
          yield { type, bytes: chunk.subarray(at, at + length) };
          at += length;
          passed = at;
          continue;
        }
      }
      if (at > passed) yield { type: undefined, bytes: chunk.subarray(passed, at) };
      const step = Math.min(this.#need - this.#heldBytes, chunk.length - at);
      this.#held.push(chunk.subarray(at, at + step));
      this.#heldBytes += step;
      at += step;
      passed = at;
      if (this.#heldBytes === this.#need) yield* this.#complete();
    }
    if (at > passed) yield { type: undefined, bytes: chunk.subarray(passed, at) };
  }

  /** What was held is a header, or a wanted message. */
  *#complete(): Generator<Piece> {
    const bytes = Buffer.concat(this.#held);
    const type = String.fromCharCode(bytes[0] ?? 0);
    if (bytes.length === HEADER) {
      const length = this.#lengthOf(bytes, 0);
      this.#begins(type);
      this.#held = [bytes];
      this.#need = length;
      if (this.#wanted(type) && length > HEADER) return;
      if (!this.#wanted(type)) this.#skip = length - HEADER;
    }
    this.#held = [];
    this.#heldBytes = 0;
    this.#need = HEADER;
    yield this.#wanted(type) ? { type, bytes } : { type: undefined, bytes };
  }

  #lengthOf(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32BE(at + 1);
    if (length < 4 || length > 0x7fff_ffff) throw new ProxyError("08P01", "invalid message length");
    const type = String.fromCharCode(bytes[at] ?? 0);
    if (this.#wanted(type) && length > this.#largest)
      throw new ProxyError("54000", `message of ${length} bytes is too large for the proxy`);
    return length + 1;
  }
}
