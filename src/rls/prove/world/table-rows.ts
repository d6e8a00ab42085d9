import type { Table } from "../../../postgres/catalog/model/table.ts";
import type { Values, WorldRow } from "../../oracle/world.ts";

/** A table of the world, with all that cells need to speak of its rows. */
export interface TableRows {
  readonly table: Table;
  /** As it is written in SQL. */
  readonly name: string;
  /** Columns that tell its rows apart; `ctid` where none do. */
  readonly identity: readonly string[];
  readonly rows: readonly WorldRow[];
  /** Rows that fit the schema and are not there. */
  readonly reserves: readonly Values[];
  /** How many rows there are besides those of the world. */
  readonly others: number;
}
