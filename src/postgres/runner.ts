import type { Connection } from "pg";
import type { TransactionOptions } from "../core/session.ts";
import type { ToolError } from "../core/errors.ts";
import { beginCommands, settingCommands, STATEMENT_MS } from "./begin.ts";
import { assertions, judge, Stale, type Assumption } from "./assumptions.ts";
import { abortError, beginError, isLoss, statementError } from "./errors.ts";
import { Exchange, writeCommand, type Command, type Reply, type RowSink } from "./exchange.ts";
import { ended, failed, overflow, uncertain } from "./transaction-errors.ts";
import type { Used } from "./reset.ts";
import type { Wire } from "./wire.ts";

export interface Roles {
  /** Every transaction runs as this role. */
  readonly role?: string | undefined;
  /** Read-only transactions run as this role, unless `role` says another. */
  readonly readRole?: string | undefined;
}

export interface RunnerOptions extends Roles {
  readonly signal: AbortSignal;
  /** Each transaction may run on another connection of the server, so it brings all its settings. */
  readonly pooled: boolean;
  /** A new connection in place of one that was lost while nobody used it. */
  readonly renew?: (() => Promise<Wire>) | undefined;
}

/** A statement that Postgres should have ended by itself long ago is on a connection that is gone. */
const GRACE_MS = 10_000;
/** How long the transaction of a read may stay open after its end. */
const LINGER_MS = 20;

/** Runs exchanges of one caller: transactions around them, and an end to them when the caller goes away. */
export class Runner {
  #wire: Wire;
  readonly #options: RunnerOptions;
  readonly #signal: AbortSignal;
  #transaction: { readonly options: TransactionOptions; begun: boolean } | undefined;
  #ending = false;
  #lingering: NodeJS.Timeout | undefined;
  #touched = false;
  #assumed: Assumption[] = [];
  #limit: readonly [largest: number, total: number] = [Infinity, Infinity];

  constructor(wire: Wire, options: RunnerOptions) {
    this.#wire = wire;
    this.#options = options;
    this.#signal = options.signal;
    this.#signal.addEventListener("abort", this.#abort);
  }

  get wire(): Wire {
    return this.#wire;
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  get onlyReads(): boolean {
    return this.#transaction?.options.access === "read only";
  }

  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  /** Bytes that one message, and all messages from now on, may have. */
  limit(largest: number, total: number): void {
    this.#limit = [largest, total];
    this.#wire.limit(largest, total);
  }

  run(write: (connection: Connection) => void, row?: RowSink): Promise<Reply> {
    return this.exchange((before) => new Exchange(before, write, row));
  }

  /** One exchange: BEGIN and its settings travel with a transaction's first. */
  async exchange(make: (before: readonly Command[]) => Exchange): Promise<Reply> {
    this.#check();
    if (!this.onlyReads) this.touch();
    const begins = this.#transaction?.begun === false;
    const before = [...this.#before(), ...assertions(this.#assumed, this.wire)];
    const exchange = make(before);
    try {
      const reply = await this.#timed(exchange);
      this.#assumed = [];
      if (this.inTransaction && this.wire.status === "idle") throw this.#ended();
      return reply;
    } catch (error) {
      if (this.#signal.aborted) throw abortError(this.#signal);
      if (this.wire.overflowed) throw overflow();
      const renewed = begins && !exchange.answered && (await this.#renew(error));
      if (renewed) return this.exchange(make);
      if (exchange.prepared) throw statementError(error);
      if (this.#assumed.length > 0) {
        judge(this.wire, error);
        throw new Stale(this.#assumed, error);
      }
      throw beginError(error);
    }
  }

  /** Whatever ran after it would run without the transaction's promises. */
  #ended(): ToolError {
    this.wire.destroy();
    return ended();
  }

  #timed(exchange: Exchange): Promise<Reply> {
    const { wire } = this;
    const { statementTimeoutMs } = this.#transaction?.options ?? {};
    const ms = (statementTimeoutMs ?? STATEMENT_MS) + GRACE_MS;
    // A timer cannot wait longer, and outside transactions nothing is known.
    if (this.#transaction === undefined || ms > 2 ** 31 - 1) return wire.run(exchange);
    const timer = setTimeout(() => wire.destroy(), ms).unref();
    return wire.run(exchange).finally(() => clearTimeout(timer));
  }

  /**
   * A connection may be lost while it is idle, and be found so by the first statement. What went with a BEGIN that was never answered
   * has not been committed, so it can be sent again.
   */
  async #renew(error: unknown): Promise<boolean> {
    const { renew } = this.#options;
    if (renew === undefined || !this.wire.used || !isLoss(error)) return false;
    const { onNotice } = this.#wire;
    this.#wire = await renew();
    this.#wire.onNotice = onNotice;
    this.#wire.limit(...this.#limit);
    if (this.#transaction !== undefined) this.#transaction.begun = false;
    return true;
  }

  async transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    if (this.#transaction !== undefined) throw new Error("Transactions do not nest.");
    const transaction = { options, begun: false };
    this.#transaction = transaction;
    try {
      const result = await work();
      this.#check();
      if (transaction.begun) await this.#end(options);
      return result;
    } catch (error) {
      if (transaction.begun) this.#rollback();
      throw error;
    } finally {
      this.#transaction = undefined;
      this.#assumed = [];
    }
  }

  /** No more is asked of the wire. */
  release(): Used {
    this.#signal.removeEventListener("abort", this.#abort);
    return { unfinished: this.#unfinished(), touched: this.#touched };
  }

  /** The session does what a rollback does not undo. */
  touch(): void {
    this.#touched = true;
  }

  /** To be checked in one flush with the next statement. */
  assume(assumption: Assumption): void {
    this.#assumed.push(assumption);
  }

  readonly #abort = (): void => {
    // What a COMMIT decides is decided; everything else is stopped.
    if (!this.#ending) void this.wire.cancel();
  };

  #check(): void {
    if (this.#signal.aborted) throw abortError(this.#signal);
  }

  #before(): readonly Command[] {
    const transaction = this.#transaction;
    if (transaction === undefined) return [...this.#unfinished(), ...this.#settings()];
    if (transaction.begun) return this.#unfinished();
    transaction.begun = true;
    const { options } = transaction;
    const { role, readRole } = this.#options;
    const reader = options.access === "read only" ? readRole : undefined;
    const begin = beginCommands(options, this.wire.settings, role ?? reader);
    return [...this.#unfinished(), ...begin];
  }

  /** A statement outside transactions and what comes with it up to the next Sync are one for Postgres. */
  #settings(): readonly Command[] {
    return this.#options.pooled ? settingCommands({}, this.wire.settings, undefined) : [];
  }

  /** ROLLBACK for a read that has ended, to travel with whatever comes next. */
  #unfinished(): readonly Command[] {
    if (this.#lingering === undefined) return [];
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    return [{ sql: "rollback" }];
  }

  async #end(options: TransactionOptions): Promise<void> {
    const reads = options.access === "read only" && options.isolation !== "serializable";
    if (reads) return this.#linger();
    if (options.rollback === true) {
      await this.wire.run(commandOf("rollback"));
      return;
    }
    // Postgres answers COMMIT of a failed transaction with ROLLBACK, and no error.
    if (this.wire.status === "failed") throw failed();
    this.#ending = true;
    try {
      await this.wire.run(commandOf("commit"));
    } catch (error) {
      throw this.wire.lost ? uncertain(error) : statementError(error);
    } finally {
      this.#ending = false;
    }
  }

  /** A read has nothing to lose: its end is not waited for, and saves a round trip when it can travel with the next statement. */
  #linger(): void {
    this.#lingering = setTimeout(() => {
      this.#lingering = undefined;
      this.#rollback();
    }, LINGER_MS).unref();
  }

  /** The wire keeps the order, so whatever is asked next comes after it; a wire where it fails is not handed on. */
  #rollback(): void {
    this.wire.run(commandOf("rollback")).catch(() => {});
  }
}

function commandOf(sql: string): Exchange {
  return new Exchange([], (connection) => writeCommand(connection, { sql }));
}
