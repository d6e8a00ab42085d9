import type { Session } from "../../../core/session.ts";
import { checkReadable } from "../../../postgres/guard/check-readable.ts";
import { marked } from "../../../postgres/own.ts";
import type { Explainable } from "../../explainable.ts";
import { readPlan } from "../../plan/read.ts";

const limits = { maxRows: 1, maxBytes: 64 * 1024 * 1024 };

/**
 * Executes a statement once, sending no rows and keeping no change, and returns the milliseconds that Postgres planned and executed.
 * TIMING is off: reading the clock for every row would be measured too.
 */
export async function timeStatement(
  session: Session,
  { statement, writes }: Explainable,
  params: readonly unknown[],
  timeoutMs: number,
): Promise<number> {
  const access = writes ? "read write" : "read only";
  return session.transaction(
    { access, rollback: true, statementTimeoutMs: timeoutMs },
    async () => {
      if (!writes) await checkReadable(statement, session);
      const text = marked(`explain (analyze, timing off, format json) ${statement.text}`);
      const { rows } = await session.execute(text, params, limits);
      const { executionMs = 0, planningMs = 0 } = readPlan(rows[0]?.[0]);
      return executionMs + planningMs;
    },
  );
}
