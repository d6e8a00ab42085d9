import type { Connection } from "pg";
import type { TransactionOptions } from "../core/session.ts";
import { ToolError } from "../core/errors.ts";
import { beginCommands, STATEMENT_MS } from "./begin.ts";
import { abortError, beginError, isLoss, statementError } from "./errors.ts";
import { Exchange, writeCommand, type Command, type Reply, type RowSink } from "./exchange.ts";
import type { Wire } from "./wire.ts";

export interface Roles {
  /** Every transaction runs as this role. */
  readonly role?: string | undefined;
  /** Read-only transactions run as this role, unless `role` says another. */
  readonly readRole?: string | undefined;
}

export interface RunnerOptions extends Roles {
  readonly signal: AbortSignal;
  /** A new connection in place of one that was lost while nobody used it. */
  readonly renew?: (() => Promise<Wire>) | undefined;
}

/** A statement that Postgres should have ended by itself long ago is on a connection that is gone. */
const GRACE_MS = 10_000;

/** Runs exchanges of one caller: transactions around them, and an end to them when the caller goes away. */
export class Runner {
  #wire: Wire;
  readonly #options: RunnerOptions;
  readonly #signal: AbortSignal;
  #transaction: { readonly options: TransactionOptions; begun: boolean } | undefined;
  #ending = false;
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

  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  /** Bytes that one message, and all messages from now on, may have. */
  limit(largest: number, total: number): void {
    this.#limit = [largest, total];
    this.#wire.limit(largest, total);
  }

  /** One exchange: BEGIN and its settings travel with a transaction's first. */
  async run(write: (connection: Connection) => void, row?: RowSink): Promise<Reply> {
    this.#check();
    const before = this.#before();
    const exchange = new Exchange(before, write, row);
    try {
      return await this.#timed(exchange);
    } catch (error) {
      if (this.#signal.aborted) throw abortError(this.#signal);
      if (this.wire.overflowed) throw overflow();
      const renewed = before.length > 0 && !exchange.answered && (await this.#renew(error));
      if (!renewed) throw exchange.prepared ? statementError(error) : beginError(error);
      return this.run(write, row);
    }
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
      this.#rollback();
      throw error;
    } finally {
      this.#transaction = undefined;
    }
  }

  /** No more is asked of the wire. */
  release(): void {
    this.#signal.removeEventListener("abort", this.#abort);
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
    if (transaction === undefined || transaction.begun) return [];
    transaction.begun = true;
    const { options } = transaction;
    const { role, readRole } = this.#options;
    const reader = options.access === "read only" ? readRole : undefined;
    return beginCommands(options, this.wire.settings, role ?? reader);
  }

  async #end(options: TransactionOptions): Promise<void> {
    const reads = options.access === "read only" && options.isolation !== "serializable";
    // A read has nothing to lose: its end is not waited for.
    if (reads) return this.#rollback();
    if (this.wire.status === "failed" || options.rollback === true) {
      await this.wire.run(commandOf("rollback"));
      return;
    }
    this.#ending = true;
    try {
      await this.wire.run(commandOf("commit"));
    } catch (error) {
      throw this.wire.lost ? uncertain(error) : statementError(error);
    } finally {
      this.#ending = false;
    }
  }

  /** The wire keeps the order, so whatever is asked next comes after it; a wire where it fails is not handed on. */
  #rollback(): void {
    if (this.#transaction?.begun === true) this.wire.run(commandOf("rollback")).catch(() => {});
  }
}

function commandOf(sql: string): Exchange {
  return new Exchange([], (connection) => writeCommand(connection, { sql }));
}

function overflow(): ToolError {
  return new ToolError(
    "LIMIT",
    "The statement returns more bytes than one call may fetch; it was stopped, and its connection closed.",
    "Name the columns you need, shorten long ones with `left(column, 1000)`, look at `length(column)` first, or lower `max_rows`.",
  );
}

function uncertain(cause: unknown): ToolError {
  return new ToolError(
    "UNAVAILABLE",
    "The connection was lost while the transaction was being committed: whether it was applied is not known.",
    "Look with run_sql whether the change is there before you repeat it.",
    { cause },
  );
}
