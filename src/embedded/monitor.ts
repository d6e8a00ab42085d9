import type { Socket } from "node:net";
import type { Client } from "pg";
import { connectAsSuperuser } from "./connection.ts";
import { LEASE, WATCHDOG } from "./locks.ts";

/** Longer than it takes to connect. */
const HOLD_MS = 2000;

/**
 * One idle session of this process on the shadow cluster. It tells at once when Postgres has ended, and it does not count as a client,
 * so that Postgres can end. It keeps neither Postgres nor this process alive.
 */
export class Monitor {
  readonly port: number;
  readonly #client: Client;
  readonly #socket: Socket;
  #lost = false;
  #held: Promise<void> | undefined;
  #release: NodeJS.Timeout | undefined;

  private constructor(client: Client, port: number) {
    this.port = port;
    this.#client = client;
    this.#socket = client.connection.stream as Socket;
    client.once("end", () => (this.#lost = true));
    client.once("error", () => (this.#lost = true));
    this.#socket.unref();
  }

  static async connect(port: number, password: string): Promise<Monitor> {
    return new Monitor(await connectAsSuperuser(port, password, "neon-dba monitor"), port);
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** Whether somebody sees to it that Postgres ends. */
  async isWatched(): Promise<boolean> {
    const [classid, objid] = WATCHDOG.split(", ");
    const { rows } = await this.#query(
      `select from pg_locks where locktype = 'advisory' and granted and classid = ${classid} and objid = ${objid}`,
    );
    return rows.length > 0;
  }

  /** Keeps Postgres from ending for the two seconds in which the caller connects. Throws when it has ended. */
  hold(): Promise<void> {
    clearTimeout(this.#release);
    this.#release = setTimeout(() => {
      this.#held = undefined;
      this.#query(`select pg_advisory_unlock_shared(${LEASE})`).catch(() => {});
    }, HOLD_MS).unref();
    return (this.#held ??= this.#query(`select pg_advisory_lock_shared(${LEASE})`).then(() => {}));
  }

  async close(): Promise<void> {
    clearTimeout(this.#release);
    this.#socket.ref();
    await this.#client.end().catch(() => {});
  }

  async #query(sql: string): Promise<{ rows: unknown[] }> {
    this.#socket.ref();
    try {
      return await this.#client.query(sql);
    } catch (error) {
      this.#lost = true;
      throw error;
    } finally {
      this.#socket.unref();
    }
  }
}
