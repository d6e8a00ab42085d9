import type { Socket } from "node:net";
import { sendCancel } from "../cancels.ts";
import { Frames, type Piece } from "../frames.ts";
import { takeSocket, type Server } from "../login.ts";
import { chunksOf } from "../streams.ts";
import { query, tagOf } from "./messages.ts";

/** Who has a server connection at the moment. */
export interface Holder {
  /** Pieces of what the server sent, of one chunk. */
  received(pieces: readonly Piece[]): Promise<void>;
  /** The server is gone. */
  lost(): void;
}

/** ReadyForQuery, ParseComplete, CloseComplete, ParameterStatus, CommandComplete, Error, CopyIn, CopyBoth. */
const WANTED = new Set(["Z", "1", "3", "S", "C", "E", "G", "W"]);

/** A connection to a compute that serves one client after the other. */
export class Backend {
  readonly #socket: Socket;
  readonly #server: Server;
  readonly #port: number;
  readonly #frames: Frames;
  #holder: Holder | undefined;
  #cancelling: Promise<void> = Promise.resolve();
  /** Of statements that are prepared on it, or will be by what was sent. */
  readonly prepared = new Set<string>();
  idleSince = 0;
  onLost: () => void = () => {};

  constructor(server: Server, port: number, largest: number) {
    this.#server = server;
    this.#port = port;
    this.#socket = takeSocket(server);
    this.#frames = new Frames((type) => WANTED.has(type), largest);
    void this.#read();
  }

  get lost(): boolean {
    return this.#socket.destroyed;
  }

  /** Whether it stands between two messages. */
  get between(): boolean {
    return this.#frames.between;
  }

  /** As Postgres reported them at login: what DISCARD ALL goes back to. */
  get parameters(): ReadonlyMap<string, string> {
    return this.#server.parameters;
  }

  get socket(): Socket {
    return this.#socket;
  }

  hold(holder: Holder): void {
    this.#holder = holder;
  }

  /** Stops what runs for its holder; the connection is not handed on before Postgres has dealt with it. */
  cancel(): Promise<void> {
    this.#cancelling = Promise.all([
      this.#cancelling,
      sendCancel(this.#port, this.#server.key),
    ]).then(() => {});
    return this.#cancelling;
  }

  /**
   * Makes it as it was after the login. PgBouncer does not do this in transaction mode: what a client leaves in the session meets
   * whoever comes next, now and then. Here it is lost each time, at once, so that code which relies on it fails in its first test.
   */
  async reset(): Promise<void> {
    await this.#cancelling;
    this.prepared.clear();
    await new Promise<void>((resolve, reject) => {
      let discarded = false;
      this.#holder = {
        received: async (pieces) => {
          for (const { type, bytes } of pieces) {
            if (type === "C" && tagOf(bytes) === "DISCARD ALL") discarded = true;
            if (type === "Z" && discarded) resolve();
            if (type === "E") reject(new Error("The session cannot be reset"));
          }
        },
        lost: () => reject(new Error("The server is gone")),
      };
      this.#socket.write(DISCARD_ALL);
    });
    this.#holder = undefined;
  }

  /** Cuts it, as its transaction is not to be committed; what runs is stopped. */
  abandon(): void {
    if (this.lost) return;
    void this.cancel();
    this.destroy();
  }

  destroy(): void {
    this.#holder = undefined;
    this.#socket.destroy();
  }

  end(): void {
    this.#socket.end(TERMINATE);
    this.#socket.destroySoon();
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of chunksOf(this.#socket)) {
        const pieces = [...this.#frames.push(chunk)];
        // an error while nobody has it is the last that Postgres says on it
        if (this.#holder === undefined && pieces.some(({ type }) => type === "E")) break;
        await this.#holder?.received(pieces);
      }
    } catch {
      // Told below.
    }
    const holder = this.#holder;
    this.destroy();
    holder?.lost();
    this.onLost();
  }
}

const DISCARD_ALL = query("DISCARD ALL");
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);
