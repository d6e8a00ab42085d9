import { Exchange, rowsOf, writeCommand, type Command } from "../exchange.ts";
import type { Runner } from "../runner.ts";

/** Postgres sends a message for each row; they are handed on together. */
const BLOCK_BYTES = 64 * 1024;
/** Blocks that may wait for the consumer before the network is left unread. */
const WAITING = 8;

/** COPY ... TO STDOUT, in blocks of whole rows; returns their number. Throws the statement's error; stopped early, it has the statement cancelled. */
export async function* copyOut(runner: Runner, sql: string): AsyncGenerator<Uint8Array, number> {
  const blocks = new Blocks((on) => runner.wire.read(on));
  const done = runner.exchange((before) => new CopyOut(before, sql, blocks));
  const drop = (): void => blocks.drop();
  runner.signal.addEventListener("abort", drop);
  const ended = done.then(
    () => blocks.end(),
    () => blocks.end(),
  );
  try {
    for (let block = await blocks.next(); block !== undefined; block = await blocks.next())
      yield block;
    return rowsOf(await done);
  } finally {
    runner.signal.removeEventListener("abort", drop);
    if (!blocks.ended) {
      drop();
      await runner.wire.cancel();
    }
    await ended;
  }
}

class CopyOut extends Exchange {
  readonly #blocks: Blocks;

  constructor(before: readonly Command[], sql: string, blocks: Blocks) {
    super(before, (connection) => writeCommand(connection, { sql }));
    this.#blocks = blocks;
  }

  override handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.#blocks.add(chunk);
  }
}

/** What has come and was not consumed. */
class Blocks {
  readonly #read: (on: boolean) => void;
  #full: Uint8Array[] = [];
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filled = 0;
  #reading = true;
  #dropping = false;
  #wake: () => void = () => {};
  ended = false;

  /** `read` turns the network on and off. */
  constructor(read: (on: boolean) => void) {
    this.#read = read;
  }

  /** The driver uses the bytes' memory again. */
  add(bytes: Buffer): void {
    if (this.#dropping) return;
    if (bytes.length > BLOCK_BYTES - this.#filled) this.#push();
    if (bytes.length > BLOCK_BYTES) this.#full.push(Buffer.from(bytes));
    else this.#filled += bytes.copy(this.#block, this.#filled);
    if (this.#full.length === 0) return;
    this.#wake();
    if (this.#full.length >= WAITING) this.#turn(false);
  }

  async next(): Promise<Uint8Array | undefined> {
    while (this.#full.length === 0 && !this.ended)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const block = this.#full.shift();
    if (this.#full.length < WAITING / 2) this.#turn(true);
    return block;
  }

  end(): void {
    this.#push();
    this.ended = true;
    this.#wake();
  }

  /** Nobody wants the rest; it has to be read, though, before Postgres hears of anything else. */
  drop(): void {
    this.#dropping = true;
    this.#full = [];
    this.#filled = 0;
    this.#turn(true);
  }

  #push(): void {
    if (this.#filled === 0) return;
    this.#full.push(this.#block.subarray(0, this.#filled));
    this.#block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.#filled = 0;
  }

  #turn(on: boolean): void {
    if (this.#reading === on) return;
    this.#reading = on;
    this.#read(on);
  }
}
