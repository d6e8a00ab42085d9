import type { Column } from "./column.ts";
import type { ObjectName, Owned } from "./common.ts";

export interface EnumType extends ObjectName, Owned {
  readonly kind: "enum";
  /** In their order. */
  readonly labels: readonly string[];
}

export interface DomainConstraint {
  readonly name: string;
  /** As `pg_get_constraintdef` prints it: `CHECK ((VALUE > 0))`. */
  readonly definition: string;
  readonly validated: boolean;
  readonly comment: string | null;
}

export interface DomainType extends ObjectName, Owned {
  readonly kind: "domain";
  readonly baseType: string;
  /** The name is known from Postgres 17 on. */
  readonly notNull: { readonly name: string | null; readonly comment: string | null } | null;
  readonly default: string | null;
  /** Null where it is the base type's. */
  readonly collation: ObjectName | null;
  readonly constraints: readonly DomainConstraint[];
}

export interface CompositeType extends ObjectName, Owned {
  readonly kind: "composite";
  readonly columns: readonly Column[];
}

export interface RangeType extends ObjectName, Owned {
  readonly kind: "range";
  readonly subtype: string;
  readonly opclass: ObjectName;
  readonly collation: ObjectName | null;
  /** Functions as `regproc` prints them. */
  readonly canonical: string | null;
  readonly subtypeDiff: string | null;
  readonly multirange: ObjectName;
}

/** A base type, written in C or still a shell: named, with what `pg_type` says of it. */
export interface BaseType extends ObjectName, Owned {
  readonly kind: "base" | "shell";
  readonly properties: Readonly<Record<string, unknown>>;
}

export type UserType = EnumType | DomainType | CompositeType | RangeType | BaseType;
