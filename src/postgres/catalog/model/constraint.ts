import type { ObjectName, Options } from "./common.ts";

export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

export interface Reference {
  readonly table: ObjectName;
  readonly columns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** `ON DELETE SET NULL (columns)`; empty is all. */
  readonly onDeleteColumns: readonly string[];
  readonly match: "simple" | "full";
}

/** A constraint of a table. NOT NULL belongs to its column, a constraint trigger to the triggers. */
export interface Constraint {
  readonly name: string;
  readonly kind: "primary key" | "unique" | "foreign key" | "check" | "exclusion";
  /** As `pg_get_constraintdef` prints it, without the name. */
  readonly definition: string;
  /** Key columns in order; of a check, those it mentions. */
  readonly columns: readonly string[];
  /** Of a foreign key. */
  readonly references: Reference | null;
  /** Name of the index behind a primary key, unique or exclusion constraint. */
  readonly index: string | null;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly noInherit: boolean;
  /** `WITHOUT OVERLAPS` or `PERIOD`. */
  readonly temporal: boolean;
  /** Comes from a parent table. */
  readonly inherited: boolean;
  /** Is declared here (too). */
  readonly local: boolean;
  readonly comment: string | null;
}

export interface IndexKey {
  /** Null for an expression. */
  readonly column: string | null;
  /** The column or expression as `pg_get_indexdef` prints it. */
  readonly expression: string;
  readonly opclass: ObjectName;
  readonly opclassOptions: Options;
  readonly collation: ObjectName | null;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly statistics: number | null;
}

export interface Index {
  readonly name: string;
  /** As `pg_get_indexdef` prints it. */
  readonly definition: string;
  /** Name of the constraint that it stands behind. */
  readonly constraint: string | null;
  readonly method: string;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly valid: boolean;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly predicate: string | null;
  readonly options: Options;
  readonly tablespace: string | null;
  /** CLUSTER uses it. */
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  /** The index of the partitioned parent that this one is attached to. */
  readonly parent: ObjectName | null;
  readonly comment: string | null;
}
