import type { Connection } from "pg";
import { Exchange, rowsOf, writeCommand, type Command } from "../exchange.ts";
import type { Runner } from "../runner.ts";
import type { Wire } from "../wire.ts";

/** One message of the protocol; Postgres holds a whole one in memory. */
const PIECE_BYTES = 128 * 1024;
const COPY_DATA = "d".charCodeAt(0);
const HEADER_BYTES = 5;

/** COPY ... FROM STDIN: the number of rows. Rejects with the statement's error, or with what `chunks` threw. */
export async function copyIn(
  runner: Runner,
  sql: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  let copy: CopyIn | undefined;
  try {
    const reply = await runner.exchange(
      (before) => (copy = new CopyIn(before, sql, chunks, runner)),
    );
    return rowsOf(reply);
  } catch (error) {
    if (copy?.broken !== undefined && !runner.signal.aborted) throw copy.broken.reason;
    throw error;
  }
}

/**
 * On the driver's own connection rather than by pg-copy-streams, which speaks the simple protocol: so BEGIN travels along, and both
 * drivers are served. Flush stands for Sync at first: a COPY that is refused before it reads would answer both that and the Sync at its
 * end.
 */
class CopyIn extends Exchange {
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #signal: AbortSignal;
  readonly #wire: Wire;
  #connection: CopyConnection | undefined;
  #synced = false;
  #wake: (ended?: undefined) => void = () => {};
  /** The source failed. */
  broken: { readonly reason: unknown } | undefined;

  constructor(
    before: readonly Command[],
    sql: string,
    chunks: AsyncIterable<Uint8Array>,
    { signal, wire }: Runner,
  ) {
    super(before, (connection) => {
      this.#connection = connection as unknown as CopyConnection;
      writeCommand(connection, { sql });
    });
    this.#chunks = chunks;
    this.#signal = signal;
    this.#wire = wire;
  }

  protected override finish(): void {
    this.#connection?.flush();
  }

  override handleCopyInResponse(): void {
    void this.#feed();
  }

  /** Postgres passes over what still comes, until the Sync. */
  override handleError(error: unknown): void {
    super.handleError(error);
    this.#end();
  }

  /** Not a COPY FROM STDIN: it is over without having asked for anything. */
  override handleCommandComplete(message: { text: string }): void {
    super.handleCommandComplete(message);
    if (this.completed) this.#end();
  }

  async #feed(): Promise<void> {
    const stop = (): void => this.#end((connection) => connection.sendCopyFail("cancelled"));
    this.#signal.addEventListener("abort", stop);
    const source = this.#chunks[Symbol.asyncIterator]();
    try {
      while (!this.#synced) {
        const next = await this.#unlessEnded(source.next());
        if (next === undefined) break;
        if (next.done === true) this.#end((connection) => connection.endCopyFrom());
        else await this.#send(next.value);
      }
    } catch (reason) {
      this.broken = { reason };
      this.#end((connection) => connection.sendCopyFail("the source failed"));
    } finally {
      this.#signal.removeEventListener("abort", stop);
      // a source that hangs is not waited for
      void source.return?.()?.then(undefined, () => {});
    }
  }

  async #send(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length && !this.#synced; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      const header = Buffer.allocUnsafe(HEADER_BYTES);
      header[0] = COPY_DATA;
      header.writeUInt32BE(piece.length + 4, 1);
      const { stream } = this.#connection ?? {};
      stream?.cork?.();
      stream?.write(header);
      stream?.write(piece);
      stream?.uncork?.();
      await this.#wire.drained();
    }
  }

  /** A race against one promise that lasts would keep every chunk until then. */
  #unlessEnded<T>(next: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      next.then(resolve, reject);
    });
  }

  #end(last: (connection: CopyConnection) => void = () => {}): void {
    const connection = this.#connection;
    if (this.#synced || connection === undefined) return;
    this.#synced = true;
    last(connection);
    connection.sync();
    this.#wake();
  }
}

/** The methods of the drivers' `Connection` that its published types leave out. */
interface CopyConnection extends Pick<Connection, "sync"> {
  readonly stream: Pick<NodeJS.WritableStream, never> & {
    write(bytes: Uint8Array): unknown;
    cork?(): void;
    uncork?(): void;
  };
  flush(): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}
