import type { Finding } from "../core/finding.ts";
import type { ObjectName } from "../postgres/catalog/model/common.ts";
import type { Table } from "../postgres/catalog/model/table.ts";
import type { Permission } from "./intent.ts";

export const verbs = ["select", "insert", "update", "delete"] as const;
export type Verb = (typeof verbs)[number];

/** One step from a row to its parent: `column` of the child refers to `key` of `table`. */
export interface Step {
  readonly column: string;
  readonly table: ObjectName;
  readonly key: string;
  /** The other columns of a composite foreign key; empty where `key` alone tells the parent. */
  readonly with: readonly { readonly column: string; readonly key: string }[];
}

/** How a row leads to the column that says to whom it belongs. */
export interface Path {
  /** Child first; empty where the table itself has the column. */
  readonly steps: readonly Step[];
  /** The table that has the column. */
  readonly table: ObjectName;
  readonly column: string;
  /** As `format_type` prints it. */
  readonly type: string;
}

export interface ResolvedTable {
  readonly table: Table;
  /** Whose tenant and whose user a row is, where the intent says it, of the row or of an ancestor. */
  readonly tenant: Path | null;
  readonly owner: Path | null;
  /** The direct parent, where ownership comes from there. */
  readonly parent: Step | null;
  /** One of them is enough; `nobody` is an empty list, `anyone` stands alone. */
  readonly allow: Readonly<Record<Verb, readonly Permission[]>>;
  readonly deleted: { readonly column: string; readonly kind: "time" | "boolean" } | null;
  readonly columns: Readonly<Partial<Record<"select" | "insert" | "update", readonly string[]>>>;
}

/** Where the current user or tenant comes from. */
export type Source =
  | { readonly kind: "setting"; readonly name: string; readonly type: string }
  /** `auth.user_id()`, a text. */
  | { readonly kind: "auth user" }
  /** `auth.session() ->> claim`. */
  | { readonly kind: "claim"; readonly claim: string };

/**
 * An intent that was held against a schema: tables and columns exist, types fit, every permission can be decided.
 *
 * What the permissions mean for a row, with U the current user (null without one), T the current tenant (null without one):
 * - the tenants of the actor: those of which U is a member, where there are members; of them only T, where a tenant is named too;
 *   {T} where there are no members; none without context;
 * - `tenant`: the row's tenant is one of them; `member`: the same, and U is a member; `member_role`: with that role there;
 * - `owner`: the row's user is U, and where the row has a tenant as well, that is one of the actor's tenants;
 * - a NULL tenant or user is nobody's;
 * - a row that is marked deleted can be neither selected nor updated nor deleted, and a membership that is marked is none; to mark a
 *   row is an update as others are, by a statement with a WHERE too, although the row is not seen afterwards;
 * - an insert is allowed by what the new row is, an update by what the row was and by what it becomes.
 */
export interface ResolvedIntent {
  readonly user: Source | null;
  readonly tenant: Source | null;
  readonly applicationRole: string;
  readonly adminRoles: readonly string[];
  readonly members: {
    readonly table: Table;
    readonly tenant: string;
    readonly user: string;
    readonly role: string | null;
  } | null;
  readonly tables: readonly ResolvedTable[];
  /** What was inferred or assumed, for whoever wrote the intent to check. */
  readonly findings: readonly Finding[];
}
