import { ToolError } from "../core/errors.ts";
import type { Limits, Row, Session, StatementResult, TransactionOptions } from "../core/session.ts";
import type { Connection, Target } from "../core/target.ts";
import { Stale, type Assumptions } from "./assumptions.ts";
import { copyIn } from "./copy/copy-in.ts";
import { copyOut } from "./copy/copy-out.ts";
import { executeStatement } from "./execute.ts";
import { queryRows } from "./query.ts";
import type { Used } from "./reset.ts";
import type { Runner } from "./runner.ts";
import { withSuggestion } from "./suggest.ts";
import type { TypeCatalog } from "./types.ts";

/** Statements that leave nothing of themselves in the session. */
const READS = /^\s*(?:select|values|table|with|show|explain)\b/i;

const NOTICES = 100;
const NOTICE_LENGTH = 1000;

export interface SessionOptions {
  readonly target: Target;
  readonly connection: Connection;
  readonly version: number;
  readonly types: TypeCatalog;
  readonly assumptions: Assumptions;
  /** Takes the connection back, for whoever comes next. */
  readonly release: (used: Used) => void;
}

/** One connection in the hands of one caller. */
export class WireSession implements Session {
  readonly target: Target;
  readonly connection: Connection;
  readonly version: number;
  readonly #runner: Runner;
  readonly #types: TypeCatalog;
  readonly #assumptions: Assumptions;
  readonly #release: SessionOptions["release"];
  readonly #notices: string[] = [];
  #failed: { readonly error: unknown; readonly sql: string } | undefined;
  #released = false;
  /** An assumption was wrong: this session makes no more. */
  #careful = false;

  constructor(runner: Runner, options: SessionOptions) {
    this.target = options.target;
    this.connection = options.connection;
    this.version = options.version;
    this.#runner = runner;
    this.#types = options.types;
    this.#assumptions = options.assumptions;
    this.#release = options.release;
    runner.wire.onNotice = (message) => {
      if (this.#notices.length < NOTICES) this.#notices.push(message.slice(0, NOTICE_LENGTH));
    };
  }

  query<R extends Row = Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    return queryRows<R>(this.#runner, sql, params);
  }

  async execute(sql: string, params: readonly unknown[], limits: Limits): Promise<StatementResult> {
    if (!READS.test(sql)) this.#runner.touch();
    try {
      return await executeStatement(this.#runner, this.#types, sql, params, limits);
    } catch (error) {
      this.#failed = { error, sql };
      if (this.#runner.inTransaction) throw error;
      throw await this.#improved(error);
    }
  }

  async transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#runner.transaction(options, work);
    } catch (error) {
      if (!(error instanceof Stale)) throw await this.#improved(error);
      error.assumptions.forEach((assumption) => this.#assumptions.forget(assumption));
      this.#careful ||= error.assumptions.length > 0;
      return this.transaction(options, work);
    }
  }

  copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    return copyIn(this.#runner, sql, chunks);
  }

  copyOut(sql: string): AsyncGenerator<Uint8Array, number> {
    return copyOut(this.#runner, sql);
  }

  assume(key: string): boolean {
    if (this.#careful || !this.#runner.onlyReads) return false;
    const found = this.#assumptions.find(key);
    if (found !== undefined) this.#runner.assume(found);
    return found !== undefined;
  }

  remember(key: string, assertion: string): void {
    this.#assumptions.remember(key, assertion);
  }

  notices(): string[] {
    return this.#notices.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#release(this.#runner.release());
  }

  /** An error of the statement that failed last, with the name that was probably meant. */
  async #improved(error: unknown): Promise<unknown> {
    const failed = this.#failed;
    this.#failed = undefined;
    // A script puts the statement's number into the message and keeps the cause.
    if (failed === undefined || causeOf(failed.error) !== causeOf(error)) return error;
    return withSuggestion(error, failed.sql, (sql, params) => queryRows(this.#runner, sql, params));
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof ToolError ? error.cause : error;
}
