import { createHmac, randomBytes } from "node:crypto";
import type { Limits } from "../limits.ts";
import { logIn, type Login } from "../login.ts";
import { ProxyError, shutdown } from "../proxy-error.ts";
import { Pool } from "./pool.ts";

interface Entry {
  readonly endpoint: string;
  readonly pool: Pool;
  /** Digest of the password that Postgres accepted last, and when. */
  accepted?: { readonly digest: string; readonly at: number };
}

/** The poolers of all computes. */
export class Pools {
  readonly #limits: Limits;
  readonly #secret = randomBytes(32);
  readonly #entries = new Map<string, Entry>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * The pool of this user and database, once the password is known to be right: Postgres has said so within `trustMs`, or says it
   * now. The caller counts among its clients until `leave`.
   */
  async join(endpoint: string, login: Login): Promise<Pool> {
    const clients = [...this.#entries.values()]
      .filter((entry) => entry.endpoint === endpoint)
      .reduce((sum, { pool }) => sum + pool.clients, 0);
    if (clients >= this.#limits.maxPooledClients)
      throw new ProxyError("08P01", "no more connections allowed (max_client_conn)");
    return this.#accept(endpoint, login);
  }

  leave(pool: Pool): void {
    pool.clients -= 1;
    if (pool.unused) pool.onUnused();
  }

  disconnect(endpoint: string): void {
    for (const [name, entry] of this.#entries)
      if (entry.endpoint === endpoint) {
        this.#entries.delete(name);
        entry.pool.close(shutdown());
      }
  }

  close(): void {
    for (const { endpoint } of this.#entries.values()) this.disconnect(endpoint);
  }

  async #accept(endpoint: string, login: Login): Promise<Pool> {
    const name = [endpoint, login.port, login.user, login.database].join("\0");
    const digest = createHmac("sha256", this.#secret).update(login.password).digest("base64");
    const known = this.#entries.get(name);
    const young = Date.now() - this.#limits.trustMs;
    if (known?.accepted?.digest === digest && known.accepted.at > young) {
      known.pool.clients += 1;
      return known.pool;
    }
    const server = await logIn(login);
    const accepted = { digest, at: Date.now() };
    const entry = this.#entries.get(name) ?? this.#add(name, endpoint, login);
    entry.accepted = accepted;
    entry.pool.clients += 1;
    await entry.pool.adopt(server, login);
    return entry.pool;
  }

  #add(name: string, endpoint: string, login: Login): Entry {
    const entry: Entry = { endpoint, pool: new Pool(login, this.#limits) };
    entry.pool.onUnused = () => {
      if (this.#entries.get(name) === entry) this.#entries.delete(name);
    };
    this.#entries.set(name, entry);
    return entry;
  }
}
