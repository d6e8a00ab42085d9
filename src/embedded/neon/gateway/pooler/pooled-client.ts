import type { Duplex } from "node:stream";
import type { Session } from "../direct.ts";
import { Frames, type Piece } from "../frames.ts";
import { closeComplete, errorResponse, readyForQuery } from "../packets.ts";
import { ProxyError } from "../proxy-error.ts";
import { chunksOf, goodbye, write } from "../streams.ts";
import { Answers } from "./answers.ts";
import type { Backend, Holder } from "./backend.ts";
import { Ledger } from "./ledger.ts";
import { bindName, parseName, query, statementName } from "./messages.ts";
import type { Pool } from "./pool.ts";
import { Statements } from "./statements.ts";
import type { Variables } from "./variables.ts";

/** What a client of the pooler brings along. */
export interface Bound {
  readonly client: Duplex;
  readonly pool: Pool;
  readonly variables: Variables;
  /** Bytes of one message, and of all prepared statements. */
  readonly largest: number;
  /** Hears of each message. */
  readonly begins: (type: string) => void;
}

/** Only the data of a COPY is passed on as it comes: all else has to be known before it is sent. */
const isHeld = (type: string): boolean => type !== "d";

/**
 * A client that has a server connection from the first message of a transaction until Postgres says that it is over and nothing
 * that was asked is open.
 */
export class PooledClient implements Session, Holder {
  readonly #bound: Bound;
  readonly #frames: Frames;
  readonly #statements: Statements;
  readonly #ledger = new Ledger();
  readonly #answers: Answers;
  readonly #gone = new AbortController();
  #backend: Backend | undefined;
  /** Messages of the extended protocol were sent that no Sync has closed. */
  #pipelining = false;
  /** For the server connection; sent when the chunk that they came in has been read. */
  #out: Buffer[] = [];

  constructor(bound: Bound) {
    this.#bound = bound;
    this.#frames = new Frames(isHeld, bound.largest, bound.begins);
    this.#statements = new Statements(bound.largest);
    this.#answers = new Answers(this.#ledger, this.#statements, bound.variables);
    bound.client.once("close", () => this.#gone.abort());
  }

  /** Returns when the client has gone; what it left open is rolled back. Rejects with what it is to be told before it is cut. */
  async run(): Promise<void> {
    try {
      for await (const chunk of chunksOf(this.#bound.client)) {
        for (const piece of this.#frames.push(chunk)) {
          if (piece.type === "X") return;
          await this.#asked(piece);
        }
        await this.#flush();
      }
    } catch (error) {
      if (!this.#bound.client.destroyed) throw error;
    } finally {
      const backend = this.#backend;
      this.#backend = undefined;
      backend?.abandon();
    }
  }

  /** Stops what runs for it; nothing where nothing does. */
  async cancel(): Promise<void> {
    await this.#backend?.cancel();
  }

  end(error: ProxyError): void {
    const { client } = this.#bound;
    if (this.#backend?.between !== false) client.write(errorResponse(error));
    goodbye(client);
    const backend = this.#backend;
    this.#backend = undefined;
    backend?.abandon();
    this.#gone.abort();
  }

  lost(): void {
    this.#backend = undefined;
    if (this.#answers.fatal) goodbye(this.#bound.client);
    else this.end(new ProxyError("08P01", "server conn crashed?"));
  }

  async received(pieces: readonly Piece[]): Promise<void> {
    const backend = this.#backend;
    if (backend === undefined) return;
    const out = pieces.filter((piece) => this.#answers.keeps(piece, backend));
    const bytes = Buffer.concat(out.map((piece) => piece.bytes));
    const written = bytes.length === 0 ? undefined : write(this.#bound.client, bytes);
    if (this.#answers.idle && this.#ledger.settled && !this.#pipelining) this.#release(backend);
    await written;
  }

  #release(backend: Backend): void {
    this.#backend = undefined;
    this.#out = [];
    this.#ledger.clear();
    void this.#bound.pool.give(backend);
  }

  async #asked({ type, bytes }: Piece): Promise<void> {
    if (type === undefined || type === "c" || type === "f") return this.#copyData(type, bytes);
    if (this.#backend === undefined && this.#answersAlone(type, bytes)) return;
    const backend = (this.#backend ??= await this.#take());
    switch (type) {
      case "Q":
      case "F":
        this.#ledger.add({ kind: "query", own: false });
        break;
      case "S":
        this.#ledger.add({ kind: "sync" });
        this.#pipelining = false;
        break;
      case "P":
        this.#parse(backend, parseName(bytes), bytes, false);
        this.#pipelining = true;
        return;
      case "B":
        this.#prepare(backend, bindName(bytes));
        this.#pipelining = true;
        break;
      case "D":
        this.#prepare(backend, statementName(bytes) ?? "");
        this.#pipelining = true;
        break;
      case "C":
        this.#ledger.add({ kind: "close", name: statementName(bytes) });
        this.#pipelining = true;
        break;
      case "E":
      case "H":
        this.#pipelining = true;
        break;
      default:
        throw new ProxyError("08P01", `invalid frontend message type ${type.charCodeAt(0)}`);
    }
    this.#out.push(bytes);
  }

  /** Data for a COPY that has failed may still be under way when the server connection is given back. */
  async #copyData(type: string | undefined, bytes: Buffer): Promise<void> {
    if (this.#backend === undefined) return;
    this.#out.push(bytes);
    if (type === undefined) await this.#flush();
    else this.#ledger.add({ kind: "copyDone" });
  }

  /** What needs no server: the end of nothing, and forgetting. */
  #answersAlone(type: string, bytes: Buffer): boolean {
    if (type === "C") {
      this.#statements.delete(statementName(bytes) ?? "");
      this.#bound.client.write(closeComplete);
    } else if (type === "S") this.#bound.client.write(readyForQuery);
    return type === "C" || type === "S" || type === "H";
  }

  async #take(): Promise<Backend> {
    const backend = await this.#bound.pool.take(this.#gone.signal);
    if (this.#gone.signal.aborted) {
      void this.#bound.pool.give(backend);
      throw new Error("The client went away");
    }
    backend.hold(this);
    this.#answers.begin();
    const set = this.#bound.variables.difference(backend.parameters);
    if (set !== undefined) {
      this.#ledger.add({ kind: "query", own: true });
      this.#out.push(query(set));
    }
    return backend;
  }

  #parse(backend: Backend, name: string, message: Buffer, own: boolean): void {
    // A statement of the client that this server connection has not: the duplicate has to fail as on Postgres.
    if (!own) this.#prepare(backend, name);
    const added = !backend.prepared.has(name);
    this.#ledger.add({ kind: "parse", name, message, own, added });
    backend.prepared.add(name);
    this.#out.push(message);
  }

  /** Prepares a statement of the client where the server connection has not got it. */
  #prepare(backend: Backend, name: string): void {
    const message = this.#statements.get(name);
    if (message === undefined || backend.prepared.has(name)) return;
    this.#parse(backend, name, message, true);
  }

  async #flush(): Promise<void> {
    const backend = this.#backend;
    const out = this.#out.splice(0);
    if (backend !== undefined && out.length > 0) await write(backend.socket, Buffer.concat(out));
  }
}
