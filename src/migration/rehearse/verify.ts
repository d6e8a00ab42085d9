import { ToolError } from "../../core/errors.ts";
import type { PhaseName, Verification } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { NO_TIMEOUT_MS } from "../run/limits.ts";
import type { Failure, VerificationReport } from "./report.ts";

export interface Verified {
  readonly report: VerificationReport;
  readonly failure?: Failure;
}

/** Asks the queries of a phase. One that returns no row, or fails, has not passed. */
export async function verify(
  session: Session,
  phase: PhaseName,
  queries: readonly Verification[],
): Promise<Verified[]> {
  const found: Verified[] = [];
  for (const { purpose, sql, expect } of queries) {
    const got = await answerOf(session, sql);
    const passed = got !== undefined && printed(got) === printed(expect);
    found.push({
      report: { phase, purpose, passed, got: got ?? null },
      ...(passed
        ? {}
        : {
            failure: {
              phase,
              hangsOnRows: true,
              what: `the check "${purpose}" does not hold after ${phase}: expected ${printed(expect)}, got ${printed(got)}`,
              change: "Correct what the phase does to these rows, or the check.",
            },
          }),
    });
  }
  return found;
}

/** A count comes as a number or, where it is numeric, as text. */
const printed = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "no row");

async function answerOf(session: Session, sql: string): Promise<unknown> {
  const options = { access: "read only", statementTimeoutMs: NO_TIMEOUT_MS } as const;
  try {
    const { rows } = await session.transaction(options, () =>
      session.execute(sql, [], { maxRows: 2, maxBytes: 100_000 }),
    );
    return rows.length === 1 ? rows[0]?.[0] : undefined;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined)
      return `${error.sqlstate} ${error.quoted ?? error.message}`;
    throw error;
  }
}
