import type { Oracle, Power } from "../../oracle/expect.ts";
import type { World } from "../../oracle/world.ts";
import type { ResolvedIntent, ResolvedTable } from "../../resolved.ts";
import type { Actor } from "../world/actors.ts";
import type { Cast } from "../world/cast.ts";
import type { TableRows } from "../world/table-rows.ts";
import type { Cell } from "./cell.ts";
import type { TableSql } from "./table-sql.ts";

/** What the cells of one table are made from. */
export interface Ground {
  readonly intent: ResolvedIntent;
  readonly oracle: Oracle;
  readonly world: World;
  readonly cast: Cast;
  readonly resolved: ResolvedTable;
  readonly rows: TableRows;
  readonly sql: TableSql;
  /** Only rows of the world may be touched: there are others. */
  readonly shared: boolean;
}

/** One actor as one role. */
export interface Trier {
  readonly actor: Actor;
  readonly role: string;
  readonly power: Power;
}

/** Makes cells of one table for one actor. */
export type CellMaker = (ground: Ground, trier: Trier) => Cell[];

export function cellMaker(
  { rows, resolved }: Ground,
  { actor, role, power }: Trier,
  oracle: Oracle,
) {
  return (
    verb: string,
    command: Cell["command"],
    attempt: Parameters<Oracle["expect"]>[2],
    sql: string,
    answer: Cell["answer"],
    reads: Cell["reads"] = answer === "ids" ? "text" : "count",
  ): Cell => ({
    table: rows.name,
    actor,
    role,
    verb,
    command,
    sql,
    reads,
    answer,
    expected: oracle.expect(resolved, power, attempt),
  });
}
