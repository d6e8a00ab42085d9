import type { Connection, Target } from "./target.ts";

/** A row of the server's own catalogue queries. int8 arrives as a number; ask for `::text` where it may exceed 2^53. */
export type Row = Record<string, unknown>;

/** A value as it travels in results: what a JSON number cannot hold exactly is Postgres text. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly unknown[]
  | { readonly [key: string]: unknown };

export interface ResultColumn {
  readonly name: string;
  /** As `format_type` prints it: `integer`, `public.status`, `text[]`. */
  readonly type: string;
}

export interface Limits {
  readonly maxRows: number;
  /** Bytes of row data that may come over the wire before the statement is stopped. */
  readonly maxBytes: number;
  /** Rows to pass over first, without sending them. */
  readonly skip?: number;
  /** Run to the end whatever the limits, dropping what is beyond them: a query that writes has to see all its rows. */
  readonly complete?: boolean;
}

/** What one statement of somebody else's returned. */
export interface StatementResult {
  /** The command tag without its counts: `SELECT`, `CREATE TABLE`. */
  readonly command: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Value[])[];
  /** Rows returned by a query, or changed by a command. */
  readonly rowCount: number;
  /** There was more than `Limits` let through. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

export type Isolation = "read committed" | "repeatable read" | "serializable";

export interface TransactionOptions {
  readonly access: "read only" | "read write";
  readonly isolation?: Isolation;
  /** One that another transaction has exported and still holds: both see the same rows. With `repeatable read`. */
  readonly snapshot?: string;
  /** Roll back at the end whatever happened: a dry run. */
  readonly rollback?: boolean;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
}

/** One connection of one caller for the time of one tool call. It is reset before the next caller gets it. */
export interface Session extends AsyncDisposable {
  readonly target: Target;
  readonly connection: Connection;
  /** `server_version_num`: 180004. */
  readonly version: number;
  /** Runs the server's own SQL, which is constant text; what varies goes in `params` or through `quoteIdentifier`. */
  query<R extends Row = Row>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** Runs exactly one statement of the caller's by the extended protocol, rows through a portal up to the limits. */
  execute(sql: string, params: readonly unknown[], limits: Limits): Promise<StatementResult>;
  /** BEGIN with timeouts set locally, then the work, then COMMIT; ROLLBACK on error, cancellation or dry run. */
  transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T>;
  /**
   * Whether `remember` was told an assertion under this key, by any session over the same connections. If so, it travels with the next
   * statement of this read-only transaction, which is not executed when the assertion fails: the transaction then starts over, and
   * nothing is assumed any more.
   */
  assume(key: string): boolean;
  /** `assertion` is SQL that fails when what was found out is not true any more. */
  remember(key: string, assertion: string): void;
  /**
   * COPY ... FROM STDIN, fed as fast as Postgres takes it: the number of rows. A chunk may not be changed after it was given. What `chunks`
   * throws ends the COPY and is thrown; a row that Postgres refuses is a statement error whose cause says `where` (table, line, column).
   */
  copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number>;
  /**
   * COPY ... TO STDOUT, whole rows in each block, read no faster than they are consumed; returns their number. Whoever stops early has it
   * cancelled, and its transaction with it. Until the end the session does nothing else. Both copies are under the transaction's `statementTimeoutMs`, so give it one.
   */
  copyOut(sql: string): AsyncGenerator<Uint8Array, number>;
  /** What the server said with NOTICE or WARNING since the last call, and forgets. */
  notices(): string[];
}
