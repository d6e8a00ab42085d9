import type { ColumnFacts, RelationFacts } from "../facts/relation.ts";

/** A column with what the planner knows of its values. */
export interface TableColumn extends ColumnFacts {
  /** Mean bytes of a value. */
  readonly width: number;
  /** Different values, estimated; undefined before ANALYZE. */
  readonly distinct: number | undefined;
  readonly nullFraction: number;
  /** Between the order of values and that of rows, from -1 to 1; undefined when nobody knows. */
  readonly correlation: number | undefined;
}

/** An index that the original has. */
export interface ExistingIndex {
  /** Qualified and quoted. */
  readonly name: string;
  readonly method: string;
  /** As Postgres prints them, with order and operator class. */
  readonly keys: readonly string[];
  readonly include: readonly string[];
  readonly predicate: string | undefined;
  /** Of keys, included columns, expressions and predicate. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** It backs a primary key, a unique or an exclusion constraint, a foreign key, or the replica identity, or is another index's partition. */
  readonly needed: boolean;
  readonly valid: boolean;
  readonly bytes: number;
  readonly tuples: number;
}

/** A table of the workload. Of a partitioned table the whole, whichever partition a plan reads. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  /** Qualified and quoted. */
  readonly title: string;
  readonly partitioned: boolean;
  /** Of all partitions together. */
  readonly rows: number;
  readonly pages: number;
  readonly columns: ReadonlyMap<string, TableColumn>;
  readonly indexes: readonly ExistingIndex[];
  readonly facts: RelationFacts;
}
