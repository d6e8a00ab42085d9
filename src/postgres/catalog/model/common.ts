/** A name as Postgres stores it, unquoted; `qualified()` prints it. */
export interface ObjectName {
  readonly schema: string;
  readonly name: string;
}

/** What one role gave to another on one object. */
export interface Grant {
  /** Null is PUBLIC. */
  readonly grantee: string | null;
  readonly grantor: string;
  /** Sorted: `INSERT`, `SELECT`. */
  readonly privileges: readonly string[];
  /** Those of `privileges` that the grantee may pass on. */
  readonly grantable: readonly string[];
}

/** What every object with an owner has. */
export interface Owned {
  readonly owner: string;
  /** All that is in force, the owner's own privileges and the ones PUBLIC has from the start included. */
  readonly grants: readonly Grant[];
  readonly comment: string | null;
}

/** `name=value` settings of an object: storage parameters, foreign-data options. Sorted by name. */
export type Options = Readonly<Record<string, string>>;

/** `disabled` fires never, `replica` only in replication, `always` in both, `origin` is the default. */
export type FiringState = "origin" | "disabled" | "replica" | "always";

export interface SequenceOptions {
  /** `smallint`, `integer` or `bigint`. */
  readonly type: string;
  /** Decimal text: an int8 does not fit a JSON number. */
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}
