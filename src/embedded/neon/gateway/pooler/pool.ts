import { DatabaseError } from "pg";
import type { Limits } from "../limits.ts";
import { logIn, type Login, type Server } from "../login.ts";
import { ProxyError } from "../proxy-error.ts";
import { Backend } from "./backend.ts";

interface Waiter {
  readonly resolve: (backend: Backend) => void;
  readonly reject: (error: unknown) => void;
}

/** Server connections of one user to one database. */
export class Pool {
  readonly #limits: Limits;
  readonly #all = new Set<Backend>();
  #idle: Backend[] = [];
  #waiting: Waiter[] = [];
  /** Connections that will serve somebody soon: they log in, or forget the last client. */
  #coming = 0;
  #opening = 0;
  #size: number | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  /** The last that Postgres accepted. */
  #login: Login;
  #closed = false;
  /** Clients that it was promised to. */
  clients = 0;
  /** Nobody uses it, and it holds nothing. */
  onUnused: () => void = () => {};
  /** What a client is told at its login. */
  parameters: ReadonlyMap<string, string> = new Map();

  constructor(login: Login, limits: Limits) {
    this.#login = login;
    this.#limits = limits;
    this.#size = limits.poolSize;
  }

  get unused(): boolean {
    return this.clients === 0 && this.#all.size === 0 && this.#opening === 0;
  }

  /** Adds the connection by which somebody has shown to know the password; closes it where there are enough. */
  async adopt(server: Server, login: Login): Promise<void> {
    this.#login = login;
    this.parameters = server.parameters;
    this.#size ??= await poolSize(server);
    if (this.#closed || this.#all.size + this.#opening >= this.#size) await server.client.end();
    else this.#ready(this.#register(server));
  }

  /** A server connection as after a login. Rejects as PgBouncer does when none is free for too long. */
  async take(signal: AbortSignal): Promise<Backend> {
    signal.throwIfAborted();
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop())
      if (!idle.lost) return idle;
    return new Promise((resolve, reject) => {
      const leave = (error: unknown): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        waiter.reject(error);
      };
      const late = (): void => leave(new ProxyError("08P01", "query_wait_timeout"));
      const gone = (): void => leave(new Error("The client went away"));
      const timer = setTimeout(late, this.#limits.queryWaitMs);
      const stop = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", gone);
      };
      const waiter: Waiter = {
        resolve: (backend) => {
          stop();
          resolve(backend);
        },
        reject: (error) => {
          stop();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      signal.addEventListener("abort", gone, { once: true });
      this.#waiting.push(waiter);
      this.#openMore();
    });
  }

  /** Gives it back at the end of a transaction. */
  async give(backend: Backend): Promise<void> {
    if (this.#closed) return backend.destroy();
    this.#coming += 1;
    try {
      await backend.reset();
    } catch {
      backend.destroy();
    }
    this.#coming -= 1;
    this.#ready(backend);
  }

  close(error: Error): void {
    this.#closed = true;
    clearInterval(this.#sweeper);
    for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
    for (const backend of this.#all) backend.destroy();
  }

  #ready(backend: Backend): void {
    if (this.#closed) backend.destroy();
    if (backend.lost) return this.#openMore();
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) return waiter.resolve(backend);
    backend.idleSince = Date.now();
    this.#idle.push(backend);
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#limits.idleMs / 2).unref();
  }

  #openMore(): void {
    // Until Postgres has said how many there may be, one is enough to ask it.
    const size = this.#size ?? 1;
    while (
      !this.#closed &&
      this.#waiting.length > this.#coming &&
      this.#all.size + this.#opening < size
    )
      void this.#open();
  }

  async #open(): Promise<void> {
    this.#opening += 1;
    this.#coming += 1;
    let backend: Backend | undefined;
    let failure: unknown;
    try {
      const server = await logIn(this.#login);
      this.#size ??= await poolSize(server);
      backend = this.#register(server);
    } catch (error) {
      failure = error;
    }
    this.#opening -= 1;
    this.#coming -= 1;
    if (backend !== undefined) this.#ready(backend);
    // Where Postgres has no room, those who wait get what others give back.
    else if (this.#all.size === 0 || !isCrowded(failure))
      for (const waiter of this.#waiting.splice(0)) waiter.reject(failure);
  }

  #register(server: Server): Backend {
    const backend = new Backend(server, this.#login.port, this.#limits.messageBytes);
    this.#all.add(backend);
    backend.onLost = () => {
      this.#all.delete(backend);
      this.#idle = this.#idle.filter((other) => other !== backend);
      this.#openMore();
      if (this.unused) this.onUnused();
    };
    return backend;
  }

  #sweep(): void {
    const since = Date.now() - this.#limits.idleMs;
    for (const backend of this.#idle.filter(({ idleSince }) => idleSince <= since)) {
      this.#idle = this.#idle.filter((other) => other !== backend);
      backend.end();
    }
    if (this.#idle.length > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}

function isCrowded(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === "53300";
}

/** Nine tenths of what Postgres allows: `default_pool_size` on Neon. */
export async function poolSize({ client }: Server): Promise<number> {
  const { rows } = await client.query<{ max_connections: string }>("show max_connections");
  return Math.max(1, Math.floor(Number(rows[0]?.max_connections) * 0.9));
}
