import type { SecurityFacts } from "./security.ts";

/** All that rules on schemas may look at; those on security that review_schema shares look at the first half. */
export interface SchemaFacts extends SecurityFacts {
  /** Empty of DDL. By qualified name, quoted: `public.tasks`. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** By qualified name of the index, quoted. */
  readonly indexes: ReadonlyMap<string, IndexFacts>;
  /** By qualified name of the sequence, quoted; those of identity columns too. */
  readonly sequences: ReadonlyMap<string, SequenceFacts>;
  /** When the counters of use began, as ISO 8601; undefined where nobody knows, or of DDL. */
  readonly countedSince: string | undefined;
}

export interface TableFacts {
  /** By the planner's statistics; -1 where nobody counted. */
  readonly rows: number;
  readonly bytes: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly dead: number;
  /** By column. */
  readonly columns: ReadonlyMap<string, ColumnFacts>;
}

/** From `pg_stats`. */
export interface ColumnFacts {
  /** Of 1. */
  readonly nullFraction: number;
  /** Distinct values; below 0 as a share of the rows. */
  readonly distinct: number;
  readonly averageBytes: number;
}

export interface IndexFacts {
  readonly bytes: number;
  readonly scans: number;
  /** Of the standby too, where it is known when it was last used. */
  readonly lastScan: string | undefined;
  /** What it would take when built anew, by the model of sizes; undefined where nobody knows. */
  readonly idealBytes: number | undefined;
}

export interface SequenceFacts {
  /** Decimal text; null where nothing was taken from it. */
  readonly last: string | null;
  readonly max: string;
  readonly ownedBy: { readonly table: string; readonly column: string } | null;
}
