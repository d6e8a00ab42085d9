/** What the catalog knows of a column. */
export interface ColumnFacts {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
  /** Names (`pg_type.typname`) of the types to which the column's type casts without a change of bytes: an index on it still serves. */
  readonly sameAs: readonly string[];
  /** A deterministic comparison by bytes, so that a btree serves `LIKE 'prefix%'`. */
  readonly bytewise: boolean;
  /** Whether ANALYZE has left statistics. */
  readonly analyzed: boolean;
}

export interface IndexFacts {
  readonly name: string;
  /** `btree`, `gin`, `brin`... */
  readonly method: string;
  /** Key columns or expressions in order, as Postgres prints them. */
  readonly keys: readonly string[];
  readonly predicate: string | undefined;
  readonly valid: boolean;
}

export interface ForeignKeyFacts {
  readonly name: string;
  readonly columns: readonly string[];
  readonly referencedSchema: string;
  readonly referencedTable: string;
}

/** What the catalog knows of a table or materialized view behind a plan node. */
export interface RelationFacts {
  readonly schema: string;
  readonly name: string;
  /** `r` table, `m` materialized view, `p` partitioned, `f` foreign. */
  readonly kind: string;
  /** Rows by the planner's count; undefined before the first VACUUM or ANALYZE. */
  readonly rows: number | undefined;
  readonly pages: number;
  /** Rows inserted, updated and deleted since statistics were gathered. */
  readonly changes: number;
  readonly everAnalyzed: boolean;
  /** The partitioned table at the top, for a partition. */
  readonly root: { readonly schema: string; readonly name: string } | undefined;
  /** Columns of the partition key of the table at the top, for a partition; expressions are left out. */
  readonly partitionKey: readonly string[];
  readonly columns: readonly ColumnFacts[];
  readonly indexes: readonly IndexFacts[];
  readonly foreignKeys: readonly ForeignKeyFacts[];
}

/** What `pg_proc` knows of the functions of one name: a plan does not say which overload it calls. */
export interface FunctionFacts {
  readonly name: string;
  readonly volatility: "immutable" | "stable" | "volatile";
  readonly language: string;
  /** Written by the database's users, as against built in. */
  readonly own: boolean;
}
