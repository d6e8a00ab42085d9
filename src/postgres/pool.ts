import { setImmediate } from "node:timers/promises";
import type { Address } from "../core/address.ts";
import type { Session } from "../core/session.ts";
import type { Connection, Target } from "../core/target.ts";
import { Assumptions } from "./assumptions.ts";
import { BriefSessions } from "./brief.ts";
import { connect } from "./connect.ts";
import { abortError } from "./errors.ts";
import { driverFor } from "./driver.ts";
import type { Command } from "./exchange.ts";
import type { Driver } from "./pg.ts";
import { busy, closed } from "./pool-refusals.ts";
import { owedAfter, reset, type Used } from "./reset.ts";
import { Runner } from "./runner.ts";
import { WireSession } from "./session.ts";
import { TypeCatalog } from "./types.ts";
import { targetOf } from "./target.ts";
import { versionNumber } from "./version.ts";
import { type Waiter, Waiters } from "./waiters.ts";
import type { Wire } from "./wire.ts";

export interface PoolOptions {
  readonly deployment: Target["deployment"];
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
  /** Default `direct`. */
  readonly connection?: Connection;
  /** Where to connect; asked for every physical connection, before every attempt. It may start a compute. */
  readonly address: () => Promise<Address>;
  /** Read-only transactions run as this role. */
  readonly readRole?: string | undefined;
  /** Connections at the same time; default 4. */
  readonly max?: number;
  /** After this long without use a connection is closed, so that a compute can suspend; default 30 s. */
  readonly idleMs?: number;
  /** How long a caller waits for a connection that others hold; default 30 s. */
  readonly waitMs?: number;
  /** How long connecting may take with all its attempts; default 60 s. */
  readonly connectMs?: number;
  readonly driver?: Driver;
}

export interface OpenRequest {
  /** Cancels the wait, the connecting and whatever the session runs. */
  readonly signal: AbortSignal;
  /** Every transaction of the session runs as this role: `SET LOCAL ROLE`. */
  readonly role?: string | undefined;
  /** Whose work it is for. Who holds a connection already gets a second beyond `max`: else calls with one each wait for each other. */
  readonly within?: object | undefined;
  /** Nothing but a read or two by `query`, outside transactions: through a gateway they need no connection. */
  readonly brief?: boolean | undefined;
}

/** Connections to one database as one user. */
export interface Pool {
  /** A session of one's own until it is disposed of. Errors: UNAVAILABLE, PERMISSION, NOT_FOUND, CANCELLED, TIMEOUT. */
  open(request: OpenRequest): Promise<Session>;
  /** Closes what is idle at once, and the rest when it comes back. */
  close(): Promise<void>;
}

interface Entry {
  readonly wire: Wire;
  readonly address: Address;
  /** What the last caller left to be done before anything else. */
  owed: readonly Command[];
  timer?: NodeJS.Timeout;
}

export function createPool(options: PoolOptions): Pool {
  return new WirePool(options);
}

class WirePool implements Pool {
  readonly #options: PoolOptions;
  readonly #types = new TypeCatalog();
  readonly #assumptions = new Assumptions();
  readonly #idle: Entry[] = [];
  readonly #waiters = new Waiters<Entry>();
  readonly #holders = new WeakMap<object, number>();
  /** Connections that exist or are being made. */
  #count = 0;
  /** Connections that will be idle in a moment. */
  #resetting = 0;
  #closed = false;
  readonly #brief: BriefSessions;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#brief = new BriefSessions(options);
  }

  /** Each transaction may run on another connection of the server. */
  get #pooled(): boolean {
    return this.#options.connection === "pooled";
  }

  async open(request: OpenRequest): Promise<Session> {
    const { signal, role, within, brief = false } = request;
    if (brief && !this.#closed && this.#idle.length === 0) {
      const session = await this.#brief.open(request, () => this.open({ signal, role, within }));
      if (session !== undefined) return session;
    }
    let entry = await this.#take(signal, this.#holds(within) > 0);
    this.#hold(within, 1);
    const { connection = "direct", readRole } = this.#options;
    const renew = async (): Promise<Wire> => (entry = await this.#connect(signal)).wire;
    const { owed } = entry;
    entry.owed = [];
    const reported = entry.wire.parameters.get("server_version") ?? "";
    return new WireSession(
      new Runner(entry.wire, { signal, role, readRole, renew, owed, pooled: this.#pooled }),
      {
        target: targetOf(this.#options, entry.address, role, reported),
        connection,
        version: versionNumber(reported),
        types: this.#types,
        assumptions: this.#assumptions,
        release: (used) => {
          this.#hold(within, -1);
          void this.#release(entry, used);
        },
      },
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiters.rejectAll(closed());
    await Promise.all(this.#idle.splice(0).map((entry) => this.#end(entry)));
  }

  #holds(whose: object | undefined): number {
    return whose === undefined ? 0 : (this.#holders.get(whose) ?? 0);
  }

  #hold(whose: object | undefined, more: 1 | -1): void {
    if (whose !== undefined) this.#holders.set(whose, this.#holds(whose) + more);
  }

  async #take(signal: AbortSignal, isSecond: boolean): Promise<Entry> {
    if (signal.aborted) throw abortError(signal);
    if (this.#closed) throw closed();
    for (let entry = this.#idle.pop(); entry !== undefined; entry = this.#idle.pop()) {
      clearTimeout(entry.timer);
      if (entry.wire.lost) continue;
      entry.wire.hold(true);
      return entry;
    }
    // A connection that is being reset comes sooner than a new one.
    const isFull =
      this.#count >= (this.#options.max ?? 4) || this.#resetting > this.#waiters.length;
    return isFull && !isSecond ? this.#wait(signal) : this.#connect(signal);
  }

  async #connect(signal: AbortSignal): Promise<Entry> {
    this.#count += 1;
    let at: Address | undefined;
    try {
      const wire = await connect({
        driver: this.#options.driver ?? driverFor,
        address: async () => (at = await this.#options.address()),
        signal,
        totalMs: this.#options.connectMs ?? 60_000,
        pooled: this.#pooled,
      });
      wire.onLost = () => this.#gone();
      return { wire, address: at as Address, owed: [] };
    } catch (error) {
      this.#gone();
      throw error;
    }
  }

  #wait(signal: AbortSignal): Promise<Entry> {
    const { waitMs = 30_000, max = 4 } = this.#options;
    return this.#waiters.wait(signal, waitMs, () => busy(max, waitMs));
  }

  #gone(): void {
    this.#count -= 1;
    this.#next();
  }

  /** Connects for whoever waits first, unless a connection will be free for them in a moment. */
  #next(): void {
    if (this.#waiters.length <= this.#resetting || this.#count >= (this.#options.max ?? 4)) return;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) void this.#serve(waiter);
  }

  async #serve(waiter: Waiter<Entry>): Promise<void> {
    try {
      waiter.resolve(await this.#connect(waiter.signal));
    } catch (error) {
      waiter.reject(error);
    }
  }

  async #release(entry: Entry, used: Used): Promise<void> {
    this.#resetting += 1;
    // the caller's reply leaves first: writing to a socket takes as long as everything else that is still to be done for it
    await setImmediate();
    const owed = owedAfter(entry.wire, used);
    if (owed !== undefined && !this.#pooled && !this.#closed) {
      const waiter = this.#count > (this.#options.max ?? 4) ? undefined : this.#waiters.shift();
      if (waiter !== undefined) {
        this.#resetting -= 1;
        entry.wire.used = true;
        entry.owed = owed;
        return waiter.resolve(entry);
      }
    }
    const clean = await reset(entry.wire, used, this.#pooled);
    this.#resetting -= 1;
    entry.wire.used = true;
    if (!clean || this.#closed || this.#count > (this.#options.max ?? 4)) {
      await this.#end(entry);
      return this.#next();
    }
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) return waiter.resolve(entry);
    entry.wire.hold(false);
    entry.timer = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(entry), 1);
      void this.#end(entry);
    }, this.#options.idleMs ?? 30_000).unref();
    this.#idle.push(entry);
  }

  async #end(entry: Entry): Promise<void> {
    clearTimeout(entry.timer);
    await entry.wire.end().catch(() => {});
  }
}
