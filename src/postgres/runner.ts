import type { Connection } from "pg";
import type { TransactionOptions } from "../core/session.ts";
import type { ToolError } from "../core/errors.ts";
import { beginCommands, settingCommands } from "./begin.ts";
import { assertions, judge, Stale, type Assumption } from "./assumptions.ts";
import { abortError, beginError, isLoss, statementError } from "./errors.ts";
import { Exchange, exchangeOf, type Command, type Reply, type RowSink } from "./exchange.ts";
import { ended, failed, overflow, uncertain } from "./transaction-errors.ts";
import type { Used } from "./reset.ts";
import { timed } from "./timed.ts";
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
  /** What the caller before left undone, to be done before anything else. */
  readonly owed?: readonly Command[] | undefined;
  /** A new connection in place of one that was lost while nobody used it. */
  readonly renew?: (() => Promise<Wire>) | undefined;
}

/** How long the transaction of a read may stay open after its end. */
const LINGER_MS = 20;
const ROLLBACK: Command = { sql: "rollback" };

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
  readonly #owed: Command[];
  #limit: readonly [largest: number, total: number] = [Infinity, Infinity];

  constructor(wire: Wire, options: RunnerOptions) {
    this.#wire = wire;
    this.#options = options;
    this.#owed = [...(options.owed ?? [])];
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
    if (!begins) await this.#settle();
    const { commands, isBrief } = assertions(this.#assumed, this.wire, this.#role);
    const owed = this.#owed.splice(0);
    const exchange = make([...owed, ...this.#before(), ...commands]);
    try {
      const reply = await timed(this.wire, exchange, this.#transaction?.options);
      this.#assumed = [];
      if (this.inTransaction && this.wire.status === "idle") throw this.#ended();
      return reply;
    } catch (error) {
      if (this.#signal.aborted) throw abortError(this.#signal);
      if (this.wire.overflowed) throw overflow();
      const renewed = begins && !exchange.answered && (await this.#renew(error));
      if (renewed) return this.exchange(make);
      if (exchange.prepared) throw statementError(error);
      // nobody knows how much of it was done
      if (owed.length > 0) this.touch();
      if (this.#assumed.length > 0) {
        if (isBrief) this.wire.quiet.over();
        else judge(this.wire, error);
        throw new Stale(isBrief ? [] : this.#assumed, error);
      }
      throw beginError(error);
    }
  }

  /** Whatever ran after it would run without the transaction's promises. */
  #ended(): ToolError {
    this.wire.destroy();
    return ended();
  }

  /**
   * A connection may be lost while it is idle, and be found so by the first statement. What went with a BEGIN that was never answered
   * has not been committed, so it can be sent again.
   */
  async #renew(error: unknown): Promise<boolean> {
    const { renew } = this.#options;
    const isGone = this.wire.lost || isLoss(error);
    if (renew === undefined || !this.wire.used || !isGone) return false;
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
    return { unfinished: [...this.#owed, ...this.#unfinished()], touched: this.#touched };
  }

  /** The session does what a rollback does not undo. */
  touch(): void {
    this.#touched = true;
    this.wire.quiet.over();
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
    const begin = beginCommands(transaction.options, this.wire.settings, this.#role);
    return [...this.#unfinished(), ...begin];
  }

  /** Of the transaction; undefined is the login role. */
  get #role(): string | undefined {
    const { role, readRole } = this.#options;
    return role ?? (this.onlyReads ? readRole : undefined);
  }

  /** What is owed to the caller before, by itself: what runs outside transactions may have to be alone. */
  async #settle(): Promise<void> {
    const owed = this.#owed.splice(0);
    if (owed.length === 0) return;
    try {
      await this.wire.run(exchangeOf(owed));
    } catch (error) {
      if (!(await this.#renew(error))) throw beginError(error);
    }
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
    return [ROLLBACK];
  }

  async #end(options: TransactionOptions): Promise<void> {
    const reads = options.access === "read only" && options.isolation !== "serializable";
    if (reads) return this.#linger();
    if (options.rollback === true) {
      await this.wire.run(exchangeOf([ROLLBACK]));
      return;
    }
    // Postgres answers COMMIT of a failed transaction with ROLLBACK, and no error.
    if (this.wire.status === "failed") throw failed();
    this.#ending = true;
    try {
      await this.wire.run(exchangeOf([{ sql: "commit" }]));
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
    this.wire.run(exchangeOf([ROLLBACK])).catch(() => {});
  }
}
