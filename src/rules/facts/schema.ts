import type { Answers } from "./answers/answers.ts";
import type { SecurityFacts } from "./security.ts";

/** All that rules on schemas may look at; those on security that review_schema shares look at the first half. */
export interface SchemaFacts extends SecurityFacts {
  /** It is a text of which some statements failed: what is missing may be theirs. */
  readonly isPartial?: boolean;
  readonly answers: Answers;
  /** Empty of DDL. By qualified name, quoted: `public.tasks`. Of a partitioned table, what its partitions are together. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** By qualified name of the index, quoted; those without a size of their own, of partitioned tables, are not among them. */
  readonly indexes: ReadonlyMap<string, IndexFacts>;
  /** By qualified name of the sequence, quoted; those of identity columns too. */
  readonly sequences: ReadonlyMap<string, SequenceFacts>;
  /** When the counters of use began, as ISO 8601; undefined where nobody knows, or of DDL. */
  readonly countedSince: string | undefined;
  /** When all this was read, as ISO 8601. */
  readonly readAt: string;
}

export interface TableFacts {
  /** By the planner's statistics; -1 where nobody counted. */
  readonly rows: number;
  /** Of the heap, without what is out of line and indexes. */
  readonly bytes: number;
  /** What the heap would take when written anew, by arithmetic over `pg_stats`; undefined where nobody knows. */
  readonly idealBytes: number | undefined;
  /** Rows since `countedSince`. */
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** Updates that no index had to follow. */
  readonly hotUpdated: number;
  readonly dead: number;
  /** Rows written since the last ANALYZE. */
  readonly modified: number;
  /** Scans of the table, whole and by its indexes. */
  readonly scans: number;
  readonly indexScans: number;
  /** By hand or by autovacuum, as ISO 8601; null where it has not happened since `countedSince`. */
  readonly lastVacuum: string | null;
  readonly lastAnalyze: string | null;
  /** Transactions since its oldest row was frozen. */
  readonly age: number;
  /** By column; only those that ANALYZE has seen and this role may read. */
  readonly columns: ReadonlyMap<string, ColumnFacts>;
}

/** From `pg_stats`. */
export interface ColumnFacts {
  /** Of 1. */
  readonly nullFraction: number;
  /** Distinct values; below 0 as a share of the rows. */
  readonly distinct: number;
  readonly averageBytes: number;
  /** How far the order of the rows follows the values, -1 to 1; null where the type has no order. */
  readonly correlation: number | null;
  /** Share of the most common value, of 1; 0 where none is common. */
  readonly commonest: number;
}

export interface IndexFacts {
  readonly bytes: number;
  readonly scans: number;
  /** From Postgres 16 on. */
  readonly lastScan: string | undefined;
  /** What it would take when built anew, by arithmetic over `pg_stats`; undefined where nobody knows. */
  readonly idealBytes: number | undefined;
  /** CREATE INDEX or REINDEX is at it. */
  readonly building: boolean;
  /** Whether ANALYZE has seen its expressions; undefined where it has none, or this role may not look. */
  readonly analyzed: boolean | undefined;
}

export interface SequenceFacts {
  /** Decimal text; null where nothing was taken from it, or this role may not look. */
  readonly last: string | null;
  readonly max: string;
  readonly ownedBy: { readonly table: string; readonly column: string } | null;
  /** Largest value of the column that takes its numbers, decimal; null where there is none, or it is not the first of an index. */
  readonly largest: string | null;
}
