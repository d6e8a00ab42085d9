import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Constraint, Index } from "../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";

/** What every format is written from: the tables of the chosen schemas, with names that no two of them share. */
export interface ModelSource {
  readonly catalog: Catalog;
  /** Of the tables and views, in the order of the catalog. */
  readonly schemas: readonly string[];
  readonly entities: readonly SourceEntity[];
  readonly enums: readonly SourceEnum[];
}

export interface SourceEnum extends ObjectName {
  /** PascalCase, unlike every other name of types and entities. */
  readonly typeName: string;
  readonly labels: readonly string[];
}

export interface SourceEntity {
  readonly table: Table;
  /** PascalCase singular, unlike every other name of types and entities: `OrderItem`. */
  readonly typeName: string;
  readonly columns: readonly SourceColumn[];
  readonly primaryKey: Constraint | undefined;
  readonly foreignKeys: readonly Constraint[];
  readonly uniques: readonly Constraint[];
  readonly checks: readonly Constraint[];
  /** Those behind no constraint. */
  readonly indexes: readonly Index[];
  readonly relations: readonly SourceRelation[];
}

export interface SourceColumn {
  readonly column: Column;
  /** What the type is below domains and arrays. */
  readonly type: SourceType;
  /** A value may be left out of an INSERT. */
  readonly optional: boolean;
  /** No INSERT may give a value. */
  readonly generated: boolean;
}

export interface SourceType {
  /** Without modifiers, as `format_type` prints it: `numeric`, `character varying`, `timestamp with time zone`, `public.status`. */
  readonly base: string;
  /** `[10, 2]` of `numeric(10,2)`. */
  readonly modifiers: readonly number[];
  readonly array: boolean;
  readonly kind: "built-in" | "enum" | "domain" | "composite" | "range" | "other";
  /** Of a domain, what it is made from. */
  readonly under: SourceType | undefined;
}

/** One end of a foreign key, as a member of the entity. */
export interface SourceRelation {
  /** camelCase, unlike every other column and relation of the entity: `author`, `tasks`. */
  readonly name: string;
  readonly foreignKey: Constraint;
  /** The table of the other end. */
  readonly to: ObjectName;
  /** `one` is the side that has the columns; `many` and `maybe` (one-to-one) the other. */
  readonly cardinality: "one" | "many" | "maybe";
  /** `name` of the other end. */
  readonly inverse: string;
  /** More than one foreign key between the two, or of a table to itself: formats have to name the relation. */
  readonly ambiguous: boolean;
  /** Of `many`: the join table and the entity behind it, when the table has nothing but two foreign keys as its key. */
  readonly through:
    | { readonly table: ObjectName; readonly to: ObjectName; readonly name: string }
    | undefined;
}
