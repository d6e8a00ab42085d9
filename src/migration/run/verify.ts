import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Phase, PhaseName, Verification } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { LIMITS } from "./limits.ts";

/** Reads whole tables where it has to. */
const VERIFY_MS = 3_600_000;

export interface Verified {
  readonly phase: PhaseName;
  readonly purpose: string;
  readonly passed: boolean;
  readonly got: Verification["expect"];
}

/** Asks a phase's verification queries, each in a transaction that can only read. */
export async function verifyPhase(
  session: Session,
  phase: Phase,
  planId: string,
): Promise<readonly Verified[]> {
  const answers: Verified[] = [];
  for (const { purpose, sql, expect } of phase.verification) {
    const options = { access: "read only", statementTimeoutMs: VERIFY_MS } as const;
    const { rows } = await session
      .transaction(options, () => session.execute(sql, [], LIMITS))
      .catch((error: unknown) => {
        throw unasked(error, phase.name, planId);
      });
    const got = scalar(rows[0]?.[0]);
    answers.push({ phase: phase.name, purpose, passed: String(got) === String(expect), got });
  }
  return answers;
}

/** Postgres did not answer: nothing says whether the rows are as the plan has them. */
function unasked(error: unknown, phase: PhaseName, planId: string): unknown {
  if (!(error instanceof ToolError) || error.code === "CANCELLED") return error;
  const { code, message, sqlstate, quoted } = error;
  const id = JSON.stringify(identifier(planId));
  return new ToolError(
    code,
    `The steps of phase \`${phase}\` are done, and one of its verifications could not be asked: ${message}`,
    `Remove the cause and call apply_migration with {"plan_id":${id}}, which verifies again; or go back with rollback_migration {"plan_id":${id}}.`,
    {
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(quoted === undefined ? {} : { quoted }),
      cause: error,
    },
  );
}

function scalar(value: unknown): Verification["expect"] {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Throws DRIFT where an answer is not the expected one: the rows are not as the plan has them. */
export function checkVerified(
  answers: readonly Verified[],
  { name, verification }: Phase,
  planId: string,
): void {
  const wrong = answers.flatMap((answer, index) =>
    answer.passed
      ? []
      : [
          `${answer.purpose}: got ${String(answer.got)}, expected ${String(verification[index]?.expect)}`,
        ],
  );
  if (wrong.length === 0) return;
  const id = JSON.stringify(identifier(planId));
  throw new ToolError(
    "DRIFT",
    `The steps of phase \`${name}\` are done, and ${wrong.length} of its ${answers.length} verifications did not pass, so nothing after it was begun.`,
    `Correct the rows and call apply_migration with {"plan_id":${id}}, which verifies again; or go back with rollback_migration {"plan_id":${id}}.`,
    { quoted: wrong.join("\n") },
  );
}
