import type { Socket } from "node:net";
import type { Client } from "pg";
import type { Settings } from "./begin.ts";
import type { Exchange, Reply } from "./exchange.ts";
import { FrameWatch } from "./frames.ts";
import { Quiet } from "./quiet.ts";
import { versionNumber } from "./version.ts";

/** Transaction status as of the last ReadyForQuery. */
export type Status = "idle" | "transaction" | "failed";

const statuses: Record<string, Status> = { I: "idle", T: "transaction", E: "failed" };

/** How long a server has to answer a cancel request before its connection is cut. */
const CANCEL_MS = 3000;
const GOODBYE_MS = 1000;
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;

/** One physical connection: exchanges one after the other, cancellation, and an eye on what arrives. */
export class Wire {
  readonly #client: Client;
  readonly #cancel: () => Promise<void>;
  readonly #watch = new FrameWatch();
  #last: Promise<unknown> = Promise.resolve();
  #running = false;
  #overflowed = false;
  #lost = false;
  #spoiled = false;
  /** It served somebody before. */
  used = false;
  #status: Status = "idle";
  /** Parameters that the server reported: `server_version`, `DateStyle`, `TimeZone`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What the session has, and what `DISCARD ALL` goes back to. */
  settings: Settings = new Map();
  /** Every statement reaches the same backend, so what is prepared stays prepared until it is closed. */
  keepsStatements = false;
  /** Names of the statements that are prepared, or being so. */
  readonly statements = new Set<string>();
  readonly quiet = new Quiet();
  onNotice: (message: string) => void = () => {};
  onLost: () => void = () => {};

  /** `client` is connected; `cancel` sends a cancel request for its backend by a connection of its own. */
  constructor(
    client: Client,
    parameters: ReadonlyMap<string, string>,
    cancel: () => Promise<void>,
  ) {
    this.#client = client;
    this.parameters = parameters;
    this.#cancel = cancel;
    client.connection.on("readyForQuery", (message: { status: string }) => {
      this.#status = statuses[message.status] ?? "failed";
    });
    client.on("notice", ({ severity, message, detail }) =>
      this.onNotice(`${severity}: ${message}${detail === undefined ? "" : `\nDETAIL: ${detail}`}`),
    );
    client.on("error", () => this.#lose());
    client.on("end", () => this.#lose());
    client.connection.stream.prependListener("data", (chunk: Buffer) => {
      if (this.#overflowed || this.#watch.accepts(chunk)) return;
      this.#overflowed = true;
      this.destroy();
    });
  }

  /** As `server_version_num`. */
  get version(): number {
    return versionNumber(this.parameters.get("server_version") ?? "");
  }

  get status(): Status {
    return this.#status;
  }

  /** Gone for good: the server ended it, or `destroy` did. */
  get lost(): boolean {
    return this.#lost;
  }

  /** It was cut because more arrived than `limit` allowed. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** A cancel request was sent: a late one could hit the next caller's statement, so it is not handed on. */
  get spoiled(): boolean {
    return this.#spoiled || this.#lost;
  }

  /** The server is on this machine: what it computes is taken from us, and a round trip costs next to nothing. */
  get isHere(): boolean {
    return LOOPBACK.test(this.#stream.remoteAddress ?? "");
  }

  /** Bytes that one message, and all messages from now on, may have. */
  limit(largest: number, total: number): void {
    this.#watch.limit(largest, total);
  }

  /** Runs after all that was asked before. Rejects with the server's error, or with the socket's. */
  run(exchange: Exchange): Promise<Reply> {
    const result = this.#last.then(async () => {
      this.#running = true;
      try {
        this.#client.query(exchange);
        return await exchange.done;
      } finally {
        this.#running = false;
      }
    });
    this.#last = result.catch(() => {});
    return result;
  }

  /** When all that was asked is answered, well or not. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Asks Postgres to stop what runs; cuts the connection when it does not. Nothing happens between exchanges. */
  async cancel(): Promise<void> {
    if (!this.#running || this.#lost) return;
    this.#spoiled = true;
    const stopped = this.#last;
    const timer = setTimeout(() => this.destroy(), CANCEL_MS);
    await this.#cancel().catch(() => this.destroy());
    await stopped;
    clearTimeout(timer);
  }

  /** Whether this connection keeps the process alive. */
  hold(held: boolean): void {
    if (held) this.#stream.ref();
    else this.#stream.unref();
  }

  /** Whether what the server sends is taken; what it cannot send makes it wait. */
  read(on: boolean): void {
    if (on) this.#stream.resume();
    else this.#stream.pause();
  }

  /** When the network has room for more, or the connection is gone. */
  async drained(): Promise<void> {
    const stream = this.#stream;
    if (!stream.writableNeedDrain || this.#lost) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        stream.off("drain", settle);
        stream.off("close", settle);
        resolve();
      };
      stream.on("drain", settle);
      stream.on("close", settle);
    });
  }

  get #stream(): Socket {
    return this.#client.connection.stream as Socket;
  }

  destroy(): void {
    this.#client.connection.stream.destroy();
    this.#lose();
  }

  /** Says goodbye and closes. */
  async end(): Promise<void> {
    if (this.#lost) return;
    const timer = setTimeout(() => this.destroy(), GOODBYE_MS);
    await this.#client.end().catch(() => {});
    clearTimeout(timer);
  }

  #lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.onLost();
  }
}
