import type { Column } from "./column.ts";
import type { FiringState, ObjectName, Options, Owned } from "./common.ts";
import type { Constraint, Index } from "./constraint.ts";

export interface Trigger {
  readonly name: string;
  /** As `pg_get_triggerdef` prints it. */
  readonly definition: string;
  readonly function: ObjectName;
  readonly enabled: FiringState;
  readonly constraint: boolean;
  /** Is the copy of a trigger of the partitioned parent. */
  readonly inherited: boolean;
  readonly comment: string | null;
}

export interface Policy {
  readonly name: string;
  readonly command: "all" | "select" | "insert" | "update" | "delete";
  readonly permissive: boolean;
  /** Sorted; null is PUBLIC. */
  readonly roles: readonly (string | null)[];
  readonly using: string | null;
  readonly check: string | null;
  readonly comment: string | null;
}

export interface Rule {
  readonly name: string;
  /** As `pg_get_ruledef` prints it. */
  readonly definition: string;
  readonly enabled: FiringState;
  readonly comment: string | null;
}

/** What tables and views have in common. */
export interface Relation extends ObjectName, Owned {
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
  readonly triggers: readonly Trigger[];
  readonly rules: readonly Rule[];
  /** Storage parameters; of a view `security_barrier`, `security_invoker`, `check_option`. */
  readonly options: Options;
  /** Storage parameters of the TOAST table, without the `toast.` prefix. */
  readonly toastOptions: Options;
  /** Null where the kind of relation has none. */
  readonly accessMethod: string | null;
  /** Null is the database's. */
  readonly tablespace: string | null;
}

export interface Table extends Relation {
  readonly kind: "table" | "partitioned table" | "foreign table";
  readonly unlogged: boolean;
  readonly constraints: readonly Constraint[];
  readonly policies: readonly Policy[];
  readonly rowSecurity: { readonly enabled: boolean; readonly forced: boolean };
  /** With `index`, the index says that it is the one. */
  readonly replicaIdentity: "default" | "nothing" | "full" | "index";
  /** `OF type`. */
  readonly ofType: ObjectName | null;
  /** Parents in the order of inheritance; of a partition, its one parent. */
  readonly inherits: readonly ObjectName[];
  /** `FOR VALUES ...` or `DEFAULT`; null when it is no partition. */
  readonly partitionBound: string | null;
  /** `RANGE (created_at)`; null when it is not partitioned. */
  readonly partitionKey: string | null;
  readonly foreign: { readonly server: string; readonly options: Options } | null;
}

export interface View extends Relation {
  readonly kind: "view" | "materialized view";
  /** The query, as `pg_get_viewdef` prints it with an empty search path. */
  readonly definition: string;
  /** The definition as Postgres 16 and later print it, which qualify less; there it is the same. */
  readonly query: string;
  /** Always true of a view. */
  readonly populated: boolean;
}
