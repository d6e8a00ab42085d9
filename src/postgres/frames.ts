const HEADER = 5;

/**
 * Watches the frames of the wire protocol as their bytes arrive, before anyone collects them: a frame says its length in its
 * header, so a value of a gigabyte is known after five bytes. Counting starts anew with `limit`.
 */
export class FrameWatch {
  #header = Buffer.alloc(HEADER);
  #have = 0;
  #left = 0;
  #received = 0;
  #largest = Number.POSITIVE_INFINITY;
  #total = Number.POSITIVE_INFINITY;

  /** From here on: bytes that one frame may hold, and all together. */
  limit(largest: number, total: number): void {
    this.#received = 0;
    this.#largest = largest;
    this.#total = total;
  }

  /** Whether the chunk stays within the limits. */
  accepts(chunk: Uint8Array): boolean {
    let at = 0;
    this.#received += chunk.length;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      const step = Math.min(HEADER - this.#have, chunk.length - at);
      this.#header.set(chunk.subarray(at, at + step), this.#have);
      this.#have += step;
      at += step;
      if (this.#have < HEADER) break;
      this.#have = 0;
      // The length counts itself (four bytes) but not the type.
      this.#left = this.#header.readUInt32BE(1) - 4;
      if (this.#left > this.#largest) return false;
    }
    return this.#received <= this.#total;
  }
}
