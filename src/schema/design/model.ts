/**
 * A model of `design_schema` after reading: every default is set, every name exists, no two names clash. Names are as Postgres stores
 * them: `OrderItem` has become `order_item` wherever it was written. Lists keep the order of the input, so that an index is a place in it.
 */
export interface Model {
  readonly schema: string;
  /** Major version that the design is for. */
  readonly postgres: number;
  readonly entities: readonly Entity[];
  readonly relationships: readonly Relationship[];
  readonly patterns: readonly AccessPattern[];
  readonly tenancy: { readonly entity: string; readonly setting: string } | null;
  readonly auth: readonly AuthPart[];
}

export type AuthPart = "password" | "sessions" | "refresh_tokens" | "oauth" | "magic_links";

export interface Entity {
  /** Of its table too. */
  readonly name: string;
  readonly description: string | null;
  /** Its table is there already, with these attributes and `id`: the design refers to it and does not change it. */
  readonly exists: boolean;
  readonly key: "uuid" | "identity";
  readonly attributes: readonly Attribute[];
  /** Lists of attributes, or of names of relationships, which are unique together. */
  readonly unique: readonly (readonly string[])[];
  readonly checks: readonly string[];
  readonly softDelete: boolean;
  readonly optimisticLock: boolean;
  /** Keeps who changed what, and when. */
  readonly auditTrail: boolean;
  /** Null where the caller does not know. */
  readonly expectedRows: number | null;
  readonly retentionDays: number | null;
}

export interface Attribute {
  readonly name: string;
  /** Its index in the input, where attributes that the design adds anyway (`id`, `created_at`) may stand too. */
  readonly at: number;
  /** A Postgres type, or `enum` with `values`. */
  readonly type: string;
  readonly values: readonly string[];
  /** How an enum is kept. */
  readonly enumAs: "type" | "check" | "table";
  readonly required: boolean;
  readonly unique: boolean;
  /** SQL. */
  readonly default: string | null;
  /** SQL, of this column alone. */
  readonly check: string | null;
  readonly pii: boolean;
  readonly description: string | null;
}

export interface Relationship {
  /** Of `many_to_one` and `one_to_one`, `from` has the column. */
  readonly from: string;
  readonly to: string;
  readonly kind: "many_to_one" | "one_to_one" | "many_to_many";
  /** What `from` calls `to`: the column is `<name>_id`. Of `many_to_many` the join table. */
  readonly name: string;
  readonly required: boolean;
  readonly onDelete: "restrict" | "cascade" | "set null";
  /** The caller said what a delete does. */
  readonly deleteStated: boolean;
  readonly onUpdate: "restrict" | "cascade" | "no action";
}

/**
 * A question that the application asks of one entity. Members name attributes, relationships, and columns of the design: `id`,
 * `created_at`, `updated_at`, `deleted_at`, `version`, and of what a tenant owns the tenant. They are `member` of a designed column.
 */
export interface AccessPattern {
  readonly name: string;
  readonly entity: string;
  readonly equals: readonly string[];
  readonly range: readonly string[];
  /** Of arrays and jsonb: `@>`. */
  readonly contains: readonly string[];
  /** Words in texts. */
  readonly search: readonly string[];
  readonly sort: readonly { readonly by: string; readonly descending: boolean }[];
  readonly frequency: "high" | "medium" | "low";
}
