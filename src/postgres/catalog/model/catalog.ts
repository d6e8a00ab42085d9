import type { Grant, ObjectName, Options, Owned, SequenceOptions } from "./common.ts";
import type { Routine } from "./routine.ts";
import type { Table, View } from "./table.ts";
import type { UserType } from "./type.ts";

export interface Schema extends Owned {
  readonly name: string;
  /** Is `public` and belongs to whom initdb gave it: the bootstrap superuser, from Postgres 15 on `pg_database_owner`. */
  readonly initialOwner: boolean;
}

/** A sequence that is no identity column's. Its value is data, not schema. */
export interface Sequence extends ObjectName, Owned, SequenceOptions {
  readonly unlogged: boolean;
  readonly ownedBy: { readonly table: ObjectName; readonly column: string } | null;
}

/** `CREATE STATISTICS`. */
export interface Statistics extends ObjectName {
  readonly owner: string;
  readonly table: ObjectName;
  /** Sorted: `dependencies`, `mcv`, `ndistinct`; empty for statistics of one expression. */
  readonly kinds: readonly string[];
  readonly columns: readonly string[];
  readonly expressions: readonly string[];
  readonly target: number | null;
  /** As `pg_get_statisticsobjdef` prints it. */
  readonly definition: string;
  readonly comment: string | null;
}

export interface Extension {
  readonly name: string;
  readonly schema: string;
  readonly version: string;
  /** What CREATE EXTENSION would install on this server. */
  readonly defaultVersion: string | null;
  readonly owner: string;
  /** Null where it is the one that it comes with. */
  readonly comment: string | null;
}

/** `ALTER DEFAULT PRIVILEGES`. */
export interface DefaultPrivileges {
  readonly role: string;
  /** Null is every schema. */
  readonly schema: string | null;
  readonly objects: "tables" | "sequences" | "functions" | "types" | "schemas" | "large objects";
  readonly grants: readonly Grant[];
}

export type OtherKind =
  | "access method"
  | "cast"
  | "collation"
  | "conversion"
  | "event trigger"
  | "foreign data wrapper"
  | "foreign server"
  | "language"
  | "operator"
  | "operator class"
  | "operator family"
  | "publication"
  | "subscription"
  | "text search configuration"
  | "text search dictionary"
  | "text search parser"
  | "text search template"
  | "transform"
  | "user mapping";

/** An object of the rarer kinds: what its system catalog says of it, with names in place of oids. */
export interface OtherObject {
  readonly kind: OtherKind;
  readonly schema: string | null;
  /** With what tells it apart: `+ (public.money, public.money)`, `text AS public.slug`. */
  readonly name: string;
  readonly owner: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly grants: readonly Grant[];
  readonly comment: string | null;
}

/** Grants on an object of Postgres or of an extension that are no longer those it came with. */
export interface ForeignGrants {
  /** As `pg_identify_object` names it. */
  readonly kind: string;
  readonly name: string;
  readonly grants: readonly Grant[];
}

export interface SecurityLabel {
  readonly kind: string;
  readonly name: string;
  readonly provider: string;
  readonly label: string;
}

/**
 * The whole schema of one database at one moment: everything that DDL made and that is not Postgres's own, an
 * extension's or temporary. Immutable; every list is sorted by name or stands in its order of meaning (columns,
 * enum labels, inheritance). Roles and what belongs to the database as a whole are not part of it.
 */
export interface Catalog {
  /** `server_version_num` */
  readonly version: number;
  readonly database: { readonly name: string; readonly owner: string; readonly options: Options };
  readonly schemas: readonly Schema[];
  readonly extensions: readonly Extension[];
  readonly types: readonly UserType[];
  readonly sequences: readonly Sequence[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly routines: readonly Routine[];
  readonly statistics: readonly Statistics[];
  readonly defaultPrivileges: readonly DefaultPrivileges[];
  readonly others: readonly OtherObject[];
  readonly foreignGrants: readonly ForeignGrants[];
  readonly securityLabels: readonly SecurityLabel[];
}
