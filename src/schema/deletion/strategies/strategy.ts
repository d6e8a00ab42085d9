import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import type { ForeignKey } from "../../integrity/foreign-keys.ts";

/** What a way out is made from. */
export interface Situation {
  readonly catalog: Catalog;
  readonly table: Table;
  /** Keys that are met on the way, whatever they do. */
  readonly reached: readonly ForeignKey[];
  /** Keys by which rows go with those of the table, or would if nothing refused. */
  readonly following: readonly ForeignKey[];
  /** Keys that refuse as things are. */
  readonly refusing: readonly ForeignKey[];
  /** Keys that refuse, or will when what refuses now is gone. */
  readonly allRefusing: readonly ForeignKey[];
}

/** A way to be rid of rows. */
export interface Recipe {
  readonly name: string;
  /** Which rows of other tables go with those of the table. */
  readonly takes: "all" | "cascades" | "none";
  readonly pros: string;
  readonly cons: string;
  /** Statements for one transaction that deal with the rows of the table that meet a condition. */
  readonly statements: (condition: string) => readonly string[];
}

/** Undefined where the way does not lead out of the situation. */
export type MakeRecipe = (situation: Situation) => Recipe | undefined;
