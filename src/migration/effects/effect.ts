import type { Lock } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";

/** What a statement does to relations that existed before it. Names are qualified and quoted, lists sorted. */
export interface Effect {
  /**
   * The strongest mode that the statement took on each relation: tables, indexes, sequences, views. Of a lock that the transaction had
   * already, only on relations that the statement names; what is held is the union over the transaction's statements. Nobody reads a table
   * while one of its indexes is locked exclusively, so its `blocks` may be more than its own mode says.
   */
  readonly locks: readonly Lock[];
  /** Relations with a new file: rows written again, emptied by TRUNCATE (then they are not in `scans`), or a sequence set anew. */
  readonly rewrites: readonly string[];
  /** Relations that were read from end to end, for a check, an index, a rewrite. */
  readonly scans: readonly string[];
  /** Indexes that were built, on relations that existed before. */
  readonly builds: readonly string[];
  /** Waits for the transactions of others, as CONCURRENTLY does. */
  readonly waits: boolean;
  /** `measured` on the statement itself, or the `rule` of the table of another version. */
  readonly evidence: "measured" | "rule";
  /** The major version that it is true of. */
  readonly postgres: number;
  /** Where the rules say otherwise than the measurement: both. */
  readonly disagreement?: string;
}

/** A database that may be changed: a shadow, or a branch for the time of one call. */
export interface Place {
  readonly session: Session;
  connect(): Promise<Session>;
}

export type BeforeStatement = (index: number) => Promise<void>;

/** Executes statements on a throw-away database and says what they did. */
export interface Meter {
  /**
   * Executes the statements in one transaction, which is committed, or a single one that runs alone. One effect for each; what is
   * locked stays locked until the end of the transaction. `before` is called in the transaction right before each statement, and may hold
   * no lock when it is done. Throws `FailedStatement` where one fails: then nothing is kept.
   */
  run(statements: readonly string[], before?: BeforeStatement): Promise<readonly Effect[]>;
  /** The same, and everything is undone. Not for statements that run alone. */
  tryOut(statements: readonly string[]): Promise<readonly Effect[]>;
}
