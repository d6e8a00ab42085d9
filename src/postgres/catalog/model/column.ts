import type { Grant, ObjectName, Options, SequenceOptions } from "./common.ts";

/** A NOT NULL; before Postgres 18 it has neither a name nor a state of its own. */
export interface NotNull {
  readonly name: string | null;
  readonly validated: boolean;
  readonly noInherit: boolean;
  readonly inherited: boolean;
  readonly local: boolean;
  readonly comment: string | null;
}

export interface Identity {
  readonly generation: "always" | "by default";
  /** Absent on the partitions of a table with identity: they use its sequence. */
  readonly sequence: (ObjectName & SequenceOptions & { readonly unlogged: boolean }) | null;
}

/** A column of a table, a view or a composite type, in the order of the relation. */
export interface Column {
  readonly name: string;
  /** As `format_type` prints it with an empty search path: `numeric(10,2)`, `public.status[]`. */
  readonly type: string;
  readonly notNull: NotNull | null;
  /** Expression; null for identity and generated columns. */
  readonly default: string | null;
  readonly identity: Identity | null;
  readonly generated: { readonly kind: "stored" | "virtual"; readonly expression: string } | null;
  /** Null where it is the type's. */
  readonly collation: ObjectName | null;
  /** Null where it is the type's. */
  readonly storage: "plain" | "external" | "extended" | "main" | null;
  /** Null is the server's default. */
  readonly compression: "pglz" | "lz4" | null;
  readonly statistics: number | null;
  /** `n_distinct`, `n_distinct_inherited`. */
  readonly options: Options;
  readonly foreignOptions: Options;
  /** Comes from a parent table. */
  readonly inherited: boolean;
  /** Is declared here (too). */
  readonly local: boolean;
  readonly grants: readonly Grant[];
  readonly comment: string | null;
}
