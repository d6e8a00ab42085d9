import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import { checkReadable } from "../postgres/guard/check-readable.ts";
import { marked } from "../postgres/own.ts";
import { explainError } from "./explain-error.ts";
import type { Explainable } from "./explainable.ts";
import { gatherContext, type FindingContext } from "./findings/context.ts";
import { readPlan } from "./plan/read.ts";

export interface ExplainOptions {
  /** Values of `$1`...; undefined asks for the generic plan of a statement that has parameters. */
  readonly params?: readonly unknown[] | undefined;
  /** Executes the statement. What it changes is rolled back. */
  readonly analyze: boolean;
  /** Milliseconds after which Postgres stops; by default 60 s with ANALYZE, 15 s without. */
  readonly timeoutMs?: number;
}

const planningTimeoutMs = 15_000;
const analyzeTimeoutMs = 60_000;

/** A plan arrives as one row with one value; the largest that is read. */
const limits = { maxRows: 1, maxBytes: 64 * 1024 * 1024 };

const generic = "neon_dba_generic";

/**
 * Has Postgres explain one statement, in a transaction of its own that is rolled back, and gathers what the catalog
 * knows of the plan's tables. Reads pass the guard and run READ ONLY. So does the plan of a write, which executes nothing;
 * ANALYZE of a write needs a session that may write.
 */
export async function explain(
  session: Session,
  { statement, writes, parameters }: Explainable,
  { params, analyze, timeoutMs }: ExplainOptions,
): Promise<FindingContext> {
  checkParameters(parameters, params, analyze);
  const transaction = {
    access: analyze && writes ? "read write" : "read only",
    rollback: true,
    statementTimeoutMs: timeoutMs ?? (analyze ? analyzeTimeoutMs : planningTimeoutMs),
  } as const;
  return session
    .transaction(transaction, async () => {
      if (!writes) await checkReadable(statement, session);
      const options = explainOptions(session.version, analyze, writes);
      const explained =
        parameters > 0 && params === undefined
          ? await explainGeneric(session, statement.text, parameters, options)
          : await explainText(session, `explain (${options}) ${statement.text}`, params ?? []);
      return gatherContext(session, readPlan(explained), statement.node);
    })
    .catch((error: unknown) => {
      throw explainError(error, { analyze, parameters });
    });
}

/** VERBOSE qualifies columns and names schemas, so that nothing has to be guessed. */
function explainOptions(version: number, analyze: boolean, writes: boolean): string {
  const options = ["format json", "verbose", "settings"];
  if (analyze) options.push("analyze", "buffers");
  if (analyze && writes) options.push("wal");
  if (version >= 170_000) options.push("memory");
  if (analyze && !writes && version >= 170_000) options.push("serialize text");
  return options.join(", ");
}

/**
 * The plan for any value. PREPARE goes by the extended protocol, so Postgres itself refuses a second statement in the
 * text, and EXPLAIN then names the prepared statement alone. GENERIC_PLAN (from 16) keeps EXPLAIN from pruning
 * partitions by the NULLs that stand for the values; before 16 there is no way round that.
 */
async function explainGeneric(
  session: Session,
  text: string,
  parameters: number,
  options: string,
): Promise<unknown> {
  await session.query("set local plan_cache_mode = force_generic_plan");
  await session.execute(marked(`prepare ${generic} as ${text}`), [], limits);
  const values = Array.from({ length: parameters }, () => "null").join(", ");
  const all = session.version >= 160_000 ? `${options}, generic_plan` : options;
  const explained = await explainText(
    session,
    `explain (${all}) execute ${generic}(${values})`,
    [],
  );
  await session.query(`deallocate ${generic}`);
  return explained;
}

async function explainText(
  session: Session,
  sql: string,
  params: readonly unknown[],
): Promise<unknown> {
  const { rows } = await session.execute(marked(sql), params, limits);
  return rows[0]?.[0];
}

function checkParameters(
  parameters: number,
  params: readonly unknown[] | undefined,
  analyze: boolean,
): void {
  if (params !== undefined && params.length !== parameters)
    throw new ToolError(
      "INVALID_INPUT",
      `The statement has ${parameters} parameter${parameters === 1 ? "" : "s"} and \`params\` holds ${params.length} value${params.length === 1 ? "" : "s"}.`,
      parameters === 0
        ? "Call explain_query without `params`."
        : `Give one value for each of $1 to $${parameters}, or no \`params\` for the plan that serves any value.`,
    );
  if (analyze && parameters > 0 && params === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "ANALYZE executes the statement, and its parameters have no values.",
      `Give values for $1 to $${parameters} in \`params\`, or call explain_query without \`analyze\` for the generic plan.`,
    );
}
