import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { fromSide, tableOf } from "../integrity/references.ts";
import { keySql } from "../integrity/violators.ts";
import { nameOf } from "../rows/name.ts";
import type { Reached } from "./spread.ts";

/** What one foreign key does. */
export interface Effect {
  readonly table: string;
  readonly action: "delete" | "set null" | "set default" | "refuse" | "allow";
  readonly rows: number;
  /** `constraint (columns) -> table`. */
  readonly via: string;
}

export interface Blocker {
  readonly table: string;
  readonly constraint: string;
  readonly rows: number;
  readonly reason: string;
  readonly samples: string[];
}

const ACTIONS: readonly Effect["action"][] = [
  "refuse",
  "delete",
  "set null",
  "set default",
  "allow",
];

/** What each foreign key does, the worst first. */
export const effectsOf = (reached: readonly Reached[]): Effect[] =>
  reached
    .map(effectOf)
    .toSorted(
      (a, b) =>
        ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action) ||
        b.rows - a.rows ||
        (a.table + a.via < b.table + b.via ? -1 : 1),
    );

function effectOf({ key, rows, blocking }: Reached): Effect {
  return {
    table: nameOf(key.from),
    action: actionOf(key.onDelete, blocking > 0),
    rows,
    via: `${key.name} (${key.from.columns.join(", ")}) -> ${nameOf(key.to)}`,
  };
}

function actionOf(onDelete: Reached["key"]["onDelete"], blocks: boolean): Effect["action"] {
  if (onDelete === "cascade") return "delete";
  if (onDelete === "set null" || onDelete === "set default") return blocks ? "refuse" : onDelete;
  return blocks ? "refuse" : "allow";
}

/** What refuses, with the keys of some rows. */
export async function blockersOf(
  session: Session,
  catalog: Catalog,
  reached: readonly Reached[],
): Promise<Blocker[]> {
  const blockers: Blocker[] = [];
  for (const { key, blocking, refusing } of reached) {
    if (blocking === 0) continue;
    const table = tableOf(catalog, key.from);
    const [first] = refusing;
    const rows =
      table === undefined || first === undefined
        ? []
        : await jsonRows<{ key: string }>(
            session,
            `select ${keySql(table, "c")} as key from ${fromSide(key.from)} c
              where c.tableoid = $1::oid and c.ctid = any ($2::text::tid[])`,
            [
              String(first.relation),
              `{${refusing
                .filter(({ relation }) => relation === first.relation)
                .slice(0, SHOWN)
                .map(({ row }) => `"${row}"`)
                .join(",")}}`,
            ],
          );
    blockers.push({
      table: nameOf(key.from),
      constraint: key.name,
      rows: blocking,
      reason: reasonOf(key),
      samples: rows.map((row) => row.key),
    });
  }
  return blockers;
}

const SHOWN = 5;

function reasonOf({ onDelete, initiallyDeferred, setsRequired }: Reached["key"]): string {
  if (onDelete === "set null" || onDelete === "set default")
    return setsRequired && onDelete === "set null"
      ? "ON DELETE SET NULL, and the column may not be NULL"
      : "ON DELETE SET DEFAULT, and no row has the default as its key afterwards";
  if (initiallyDeferred && onDelete === "no action")
    return "ON DELETE NO ACTION, checked at commit";
  return `ON DELETE ${onDelete.toUpperCase()}`;
}
