import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { refusedBy, type Refused } from "./finish.ts";
import { beginLedger, type Ledger } from "./ledger.ts";
import type { ImportPlan } from "./plan.ts";
import { attempt, change } from "./transaction.ts";

/** SQLSTATEs of what is there already: schemas, relations, types, functions and all else with a name. */
const THERE = new Set(["42P06", "42P07", "42710", "42723"]);

/**
 * What rows need, and the ledger, in one transaction: after a crash all of it is there, or nothing. Returns what the target refused
 * beside tables; without one of them nothing is done.
 */
export async function prepare(
  session: Session,
  plan: ImportPlan,
  ledger: { readonly source: string; readonly snapshot: string },
): Promise<{ ledger: Ledger; refused: Refused[] }> {
  const refused: Refused[] = [];
  await change(session, async () => {
    for (const { object, statements, required = object.startsWith("table ") } of plan.halves
      .before) {
      // every database has it, and it may hold something else
      if (object === "schema public") continue;
      const error = await attempt(session, statements);
      if (error === undefined) continue;
      if (required) throw error;
      // some tables may use what others have brought
      if (plan.only !== undefined && isThere(error)) continue;
      refused.push(refusedBy(error, object, statements.join(";\n")));
    }
    await beginLedger(session, { id: plan.id, parts: plan.parts, ...ledger });
  });
  return {
    refused,
    ledger: {
      id: plan.id,
      snapshot: ledger.snapshot,
      steps: new Set(),
      endedAt: null,
      parts: plan.parts.map((part) => ({ ...part, rows: null })),
    },
  };
}

const isThere = (error: unknown): boolean =>
  error instanceof ToolError && error.sqlstate !== undefined && THERE.has(error.sqlstate);
