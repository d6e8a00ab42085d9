import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Constraint, Index } from "../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../postgres/catalog/model/table.ts";
import type { DomainType } from "../../postgres/catalog/model/type.ts";

/** What every format is written from: the tables of the chosen schemas, with names that no two of them share. */
export interface ModelSource {
  readonly catalog: Catalog;
  /** Of the tables and views, in the order of the catalog. */
  readonly schemas: readonly string[];
  /** Tables and views in the order of the catalog; the parent of partitions stands for them. */
  readonly entities: readonly SourceEntity[];
  /** Those of the chosen schemas, and those that their columns use. */
  readonly enums: readonly SourceEnum[];
}

export interface SourceEnum extends ObjectName {
  /** PascalCase, unlike every other name of types and entities. */
  readonly typeName: string;
  readonly labels: readonly string[];
}

export interface SourceEntity {
  /** A view has neither keys nor relations, and takes no rows here. */
  readonly table: Table | View;
  /** PascalCase singular, unlike every other name of types and entities: `OrderItem`. ASCII letters and digits. */
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
  /** camelCase, unlike every other property and relation of the entity: `createdAt`. ASCII letters and digits. */
  readonly property: string;
  /** What the type is below arrays; a domain says below itself what it is made from. */
  readonly type: SourceType;
  /** The column, its key or its domain allow NULL. */
  readonly nullable: boolean;
  /** A value may be left out of an INSERT. */
  readonly optional: boolean;
  /** No INSERT may give a value: generated columns, `GENERATED ALWAYS AS IDENTITY`, views. */
  readonly generated: boolean;
}

export interface SourceType {
  /** Without modifiers, as `format_type` prints it: `numeric`, `character varying`, `timestamp with time zone`, `public.status`. */
  readonly base: string;
  /** `[10, 2]` of `numeric(10,2)`; empty where they are no numbers. */
  readonly modifiers: readonly number[];
  readonly array: boolean;
  readonly kind: "built-in" | "enum" | "domain" | "composite" | "range" | "other";
  /** The type's name, where it is no built-in one. */
  readonly name: ObjectName | undefined;
  /** Of a domain, what it is made from, and its checks. */
  readonly under: SourceType | undefined;
  readonly domain: DomainType | undefined;
}

/** One end of a foreign key, as a member of the entity. Keys to tables that are no entities have none. */
export interface SourceRelation {
  /** camelCase, unlike every other property and relation of the entity, in snake_case too: `author`, `tasks`. */
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
