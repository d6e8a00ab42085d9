import { ToolError } from "../../core/errors.ts";
import { walk } from "../../sql/walk.ts";
import { explainable } from "../explainable.ts";
import { isObject, objectsAt, textAt } from "../plan/raw.ts";
import type { WorkloadQuery } from "./types.ts";

/** A query of the workload that Postgres can plan. */
export interface PreparedQuery {
  /** Position in the workload, from 0. */
  readonly position: number;
  readonly weight: number;
  readonly text: string;
  /** Options of EXPLAIN that this statement needs besides FORMAT. */
  readonly options: string;
  /** Some part of it ends as soon as enough rows have come. */
  readonly limited: boolean;
  /** Columns that an UPDATE, ON CONFLICT DO UPDATE or MERGE in it assigns to. */
  readonly assigned: ReadonlySet<string>;
}

export interface SkippedQuery {
  readonly query: number;
  readonly reason: string;
}

/** Parses each query on its own: one that does not parse, or has no plan, is skipped with the reason. */
export async function prepare(
  workload: readonly WorkloadQuery[],
): Promise<{ queries: PreparedQuery[]; skipped: SkippedQuery[] }> {
  const queries: PreparedQuery[] = [];
  const skipped: SkippedQuery[] = [];
  for (const [position, { sql, weight = 1 }] of workload.entries())
    try {
      const { statement, parameters } = await explainable(sql);
      const options = parameters > 0 ? ", generic_plan" : "";
      const assigned = assignedColumns(statement.node);
      const limited = hasLimit(statement.node);
      queries.push({ position, weight, text: statement.text, options, limited, assigned });
    } catch (error) {
      skipped.push({ query: position, reason: reasonOf(error) });
    }
  return { queries, skipped };
}

/** What Postgres said, with its SQLSTATE. Errors that end the whole work are thrown on. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ToolError) || ["CANCELLED", "UNAVAILABLE"].includes(error.code))
    throw error;
  const state = error.sqlstate === undefined ? "" : ` (SQLSTATE ${error.sqlstate})`;
  // what follows is of our own function, under a name that differs from session to session
  const [words] = error.quoted?.split("\nCONTEXT:") ?? [];
  return `${error.message}${state}${words === undefined ? "" : `: ${words}`}`;
}

function hasLimit(statement: unknown): boolean {
  let found = false;
  walk(statement, (tag, body) => {
    found ||= tag === "SelectStmt" && body["limitCount"] !== undefined;
  });
  return found;
}

function assignedColumns(statement: unknown): Set<string> {
  const found = new Set<string>();
  walk(statement, (tag, body) => {
    if (["UpdateStmt", "OnConflictClause", "MergeWhenClause"].includes(tag) && isObject(body))
      for (const item of objectsAt(body, "targetList")) {
        const target = item["ResTarget"];
        const name = isObject(target) ? textAt(target, "name") : undefined;
        if (name !== undefined) found.add(name);
      }
    return true;
  });
  return found;
}
