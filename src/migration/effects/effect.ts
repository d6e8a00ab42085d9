import type { Lock } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";

/** What a statement does to relations that existed before it. Names are qualified and quoted, lists sorted. */
export interface Effect {
  /** The strongest mode on each relation: tables, indexes, sequences, views. */
  readonly locks: readonly Lock[];
  /** Relations whose rows were written into a new file. */
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

/** Executes statements on a throw-away database and says what they did. */
export interface Meter {
  /**
   * Executes the statements in one transaction, which is committed, or a single one that runs alone. One effect for each; what is
   * locked stays locked until the end of the transaction. Throws POSTGRES with the SQLSTATE where one fails: then nothing is kept.
   */
  run(statements: readonly string[]): Promise<readonly Effect[]>;
  /** The same, and everything is undone. Not for statements that run alone. */
  tryOut(statements: readonly string[]): Promise<readonly Effect[]>;
}
