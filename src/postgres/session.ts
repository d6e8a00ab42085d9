import type { Limits, Row, Session, StatementResult, TransactionOptions } from "../core/session.ts";
import type { Connection, Target } from "../core/target.ts";
import { executeStatement } from "./execute.ts";
import { queryRows } from "./query.ts";
import type { Runner } from "./runner.ts";
import type { TypeCatalog } from "./types.ts";

const NOTICES = 100;
const NOTICE_LENGTH = 1000;

export interface SessionOptions {
  readonly target: Target;
  readonly connection: Connection;
  readonly version: number;
  readonly types: TypeCatalog;
  /** Takes the connection back, for whoever comes next. */
  readonly release: () => void;
}

/** One connection in the hands of one caller. */
export class WireSession implements Session {
  readonly target: Target;
  readonly connection: Connection;
  readonly version: number;
  readonly #runner: Runner;
  readonly #types: TypeCatalog;
  readonly #release: () => void;
  readonly #notices: string[] = [];
  #released = false;

  constructor(runner: Runner, options: SessionOptions) {
    this.target = options.target;
    this.connection = options.connection;
    this.version = options.version;
    this.#runner = runner;
    this.#types = options.types;
    this.#release = options.release;
    runner.wire.onNotice = (message) => {
      if (this.#notices.length < NOTICES) this.#notices.push(message.slice(0, NOTICE_LENGTH));
    };
  }

  query<R extends Row = Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    return queryRows<R>(this.#runner, sql, params);
  }

  execute(sql: string, params: readonly unknown[], limits: Limits): Promise<StatementResult> {
    return executeStatement(this.#runner, this.#types, sql, params, limits);
  }

  transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    return this.#runner.transaction(options, work);
  }

  notices(): string[] {
    return this.#notices.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#runner.release();
    this.#release();
  }
}
