/** The tables of a model, before any index that only access patterns justify. Names are as Postgres stores them, unquoted. */
export interface DesignedTable {
  readonly schema: string;
  readonly name: string;
  /** The entity, or null of tables that the design adds: join tables, lookup tables, the audit trail, sessions. */
  readonly entity: string | null;
  readonly comment: string;
  readonly columns: readonly DesignedColumn[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly DesignedUnique[];
  readonly checks: readonly { readonly name: string; readonly expression: string }[];
  readonly foreignKeys: readonly DesignedForeignKey[];
  /** Hides rows: `deleted_at IS NULL`; null where nothing is deleted softly. */
  readonly livePredicate: string | null;
  readonly expectedRows: number;
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
  /** The attribute or relationship that it comes from; null of columns that the design adds. */
  readonly member: string | null;
}

export interface DesignedUnique {
  readonly name: string;
  readonly columns: readonly string[];
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
