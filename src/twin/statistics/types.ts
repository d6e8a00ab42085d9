import type { Missing } from "../../core/twin.ts";

/** What the planner knows of a database but its schema. Lists of numbers and values are the text of Postgres arrays, which loses nothing. */
export interface Statistics {
  /** `server_version_num` of the original. */
  readonly version: number;
  readonly relations: readonly RelationStatistics[];
  readonly columns: readonly ColumnStatistics[];
  readonly extended: readonly ExtendedStatistics[];
  /** Of the original's session, for `set_config`: all that the planner reads. */
  readonly settings: readonly Setting[];
  /** What the original did not show. */
  readonly missing: readonly Missing[];
}

export interface Setting {
  readonly name: string;
  /** With its unit: `4MB`. */
  readonly value: string;
}

/** Tables, partitioned tables, materialized views, foreign tables, and their indexes. */
export interface RelationStatistics {
  readonly schema: string;
  readonly name: string;
  /** As in `pg_class.relkind`: `r`, `p`, `m`, `f`; `i` index, `I` partitioned index. */
  readonly kind: string;
  /** `heap`, `btree`, `gin`...; null where nothing is stored. */
  readonly method: string | null;
  /** Of an index its table, which is in the same schema. */
  readonly table: string | null;
  /** Schema and name of the partitioned table whose partition this table is. */
  readonly parent: readonly [string, string] | null;
  readonly relpages: number;
  /** -1 where never vacuumed or analyzed. */
  readonly reltuples: number;
  readonly relallvisible: number;
  /** From Postgres 18 on. */
  readonly relallfrozen: number | null;
  /** Pages that the file has now: the planner multiplies them by the density that `reltuples` and `relpages` give. */
  readonly pages: number;
  /** Of a btree, the levels above its leaves; null where nobody knows. */
  readonly height: number | null;
  /** Of a btree, the least and the greatest value of its first key as text; null where the planner would not look, or nobody knows. */
  readonly ends: readonly [string, string] | null;
  /** Of an index whether it is unique. */
  readonly unique: boolean;
  /** Columns of the key of an index, without expressions and INCLUDE; empty for tables. */
  readonly keys: readonly string[];
}

/** What `pg_stats` shows of a column, or of an expression under `pg_stats_ext_exprs`. */
export interface ValueStatistics {
  readonly null_frac: number;
  readonly avg_width: number;
  readonly n_distinct: number;
  readonly most_common_vals: string | null;
  readonly most_common_freqs: string | null;
  readonly histogram_bounds: string | null;
  readonly correlation: number | null;
  readonly most_common_elems: string | null;
  readonly most_common_elem_freqs: string | null;
  readonly elem_count_histogram: string | null;
  readonly range_length_histogram: string | null;
  readonly range_empty_frac: number | null;
  readonly range_bounds_histogram: string | null;
}

export interface ColumnStatistics extends ValueStatistics {
  readonly schema: string;
  /** The table, or the index whose expression it is. */
  readonly relation: string;
  readonly column: string;
  /** Of an index's expression its position; a table's columns are known by name, because dropped ones leave gaps. */
  readonly position: number | null;
  /** Of the table with those that inherit from it: the rows that a partitioned table or an inheritance parent has. */
  readonly inherited: boolean;
  /** `pg_type.typname` of the column's base type: `timestamptz`. */
  readonly type: string;
  /** `ALTER COLUMN SET (n_distinct = ...)`: what the owner knows better than ANALYZE. */
  readonly override: number | null;
  /** Where a foreign key of the column leads: schema, table, column. */
  readonly references: readonly [string, string, string] | null;
}

/** One row of `pg_stats_ext`. Members are its columns, then its expressions, counted from 0. */
export interface ExtendedStatistics {
  readonly schema: string;
  readonly name: string;
  /** Schema and name of the table. */
  readonly table: readonly [string, string];
  readonly inherited: boolean;
  readonly columns: readonly string[];
  readonly n_distinct: readonly DistinctCombination[] | null;
  readonly dependencies: readonly Dependency[] | null;
  readonly mcv: readonly CommonCombination[] | null;
  /** In the order of the definition; null where ANALYZE found nothing to say. */
  readonly expressions: readonly (ValueStatistics | null)[];
}

export interface DistinctCombination {
  readonly members: readonly number[];
  readonly n_distinct: number;
}

/** How far the last member follows from the others: the share of rows, 0 to 1. */
export interface Dependency {
  readonly members: readonly number[];
  readonly degree: number;
}

export interface CommonCombination {
  /** Columns, then expressions, as text. */
  readonly values: readonly (string | null)[];
  readonly frequency: number;
  readonly base: number;
}
