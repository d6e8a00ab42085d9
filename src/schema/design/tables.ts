import type { Model } from "./model.ts";

/** What `designTables` makes of a model, before any index. */
export interface Design {
  readonly model: Model;
  readonly enums: readonly DesignedEnum[];
  /** Those that others refer to stand first, but for cycles. */
  readonly tables: readonly DesignedTable[];
  /** What stands for the tables that exist already, with what the model says of them: no statement makes or changes them. */
  readonly given: readonly DesignedTable[];
  readonly routines: readonly DesignedRoutine[];
  readonly triggers: readonly DesignedTrigger[];
  /** What is to be run from time to time. */
  readonly purges: readonly DesignedPurge[];
}

export interface DesignedEnum {
  readonly name: string;
  readonly values: readonly string[];
  readonly comment: string;
}

export interface DesignedRoutine {
  /** With the types of its arguments, unquoted: `use_magic_link(bytea)`. */
  readonly signature: string;
  /** The statement. */
  readonly sql: string;
  readonly comment: string;
  /** It is there before the tables whose triggers call it, and goes after them. */
  readonly forTriggers: boolean;
}

export interface DesignedTrigger {
  readonly name: string;
  readonly table: string;
  /** The statement. */
  readonly sql: string;
}

/** Rows that have had their time: `DELETE` in batches by this column. */
export interface DesignedPurge {
  readonly table: string;
  /** `timestamptz`. */
  readonly column: string;
  /** Days after that time. */
  readonly days: number;
}

/** The tables of a model, before any index that only access patterns justify. Names are as Postgres stores them, unquoted. */
export interface DesignedTable {
  readonly schema: string;
  readonly name: string;
  /** The entity, or null of tables that the design adds: join tables, lookup tables, the audit trail, sessions. */
  readonly entity: string | null;
  readonly comment: string | null;
  readonly columns: readonly DesignedColumn[];
  readonly primaryKey: readonly string[];
  readonly primaryKeyName: string;
  readonly unique: readonly DesignedUnique[];
  readonly checks: readonly { readonly name: string; readonly expression: string }[];
  readonly foreignKeys: readonly DesignedForeignKey[];
  /** Hides rows: `deleted_at IS NULL`; null where nothing is deleted softly. */
  readonly livePredicate: string | null;
  /** The column with the tenant that the row belongs to; of the tenants' own table its key. */
  readonly tenantColumn: string | null;
  readonly expectedRows: number;
  /** Rows of lookup tables, as `INSERT` gives them. */
  readonly values: readonly string[];
}

export interface DesignedColumn {
  readonly name: string;
  /** As Postgres prints it. */
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly identity: boolean;
  /** `GENERATED ALWAYS AS (...) STORED`. */
  readonly generated: string | null;
  readonly comment: string | null;
  /** What access patterns call it: an attribute, a relationship, `id`, `created_at`, the tenant; null of all columns of tables without entity. */
  readonly member: string | null;
}

export interface DesignedUnique {
  readonly name: string;
  readonly columns: readonly string[];
  /** Rows that are alike but for a null are alike. */
  readonly nullsNotDistinct: boolean;
  /** A partial unique index rather than a constraint. */
  readonly where: string | null;
}

export interface DesignedForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: {
    readonly schema: string;
    readonly table: string;
    readonly columns: readonly string[];
  };
  /** As in SQL: `CASCADE`, `SET NULL (assignee_id)`. */
  readonly onDelete: string;
  readonly onUpdate: string;
}

/** An index, and what it is for. */
export interface DesignedIndex {
  readonly name: string;
  readonly sql: string;
  /** Names of access patterns, and `foreign key NAME`. */
  readonly serves: readonly string[];
  readonly evidence: "measured" | "estimated" | "rule";
  /** What the planner does with it. */
  readonly plan: string;
}
