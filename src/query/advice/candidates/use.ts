import type { Expression } from "../../expression/expression.ts";
import type { Table } from "../table.ts";
import type { Key } from "./key.ts";

/** A comparison with an operator of another access method than btree, or with a pattern. */
export interface Search {
  readonly subject: Expression;
  readonly operator: string;
  readonly value: Expression | undefined;
}

/** A condition with constants only, which a partial index could have as its predicate. */
export interface Condition {
  readonly text: string;
  readonly columns: readonly string[];
}

/** What a query asks of one table under one alias, gathered from all its plans. */
export interface TableUse {
  readonly table: Table;
  readonly alias: string;
  /** Compared with values for equality, `IS NULL` among them. */
  readonly equal: Key[];
  readonly ranges: Key[];
  /** Compared with columns of other tables for equality; `group` names the other side. */
  readonly joins: { readonly key: Key; readonly other: string }[];
  /** Orders asked for, as far as this table alone gives them. */
  readonly orders: Key[][];
  /** Grouped together, in any order. */
  readonly groups: Key[][];
  readonly searches: Search[];
  readonly conditions: Condition[];
  /** Conditions of each arm of an OR. */
  readonly arms: Key[][];
  /** Columns that the query needs of the table. */
  readonly needed: Set<string>;
}
