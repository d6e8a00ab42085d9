import type { Session } from "../../core/session.ts";
import { marked } from "../../postgres/own.ts";
import { readPlan } from "../plan/read.ts";
import { planText } from "../plan/text.ts";

export interface Measured {
  /** Median of planning and execution together; absent where the statement fails. */
  readonly ms?: number;
  /** Absent where not even a plan can be made. */
  readonly cost?: number;
  readonly plan: string;
}

/** Characters of each plan: two of them stand in one answer, which explain_query gives to one. */
const PLAN = 7_000;

const limits = { maxRows: 1, maxBytes: 64 * 1024 * 1024 };

/** Runs a statement to its end without sending rows, and returns the milliseconds that Postgres took. */
export async function runOnce(session: Session, sql: string): Promise<number> {
  // without the timing of nodes, the instrumentation costs next to nothing, and no network is in the figure
  const { rows } = await session.execute(
    marked(`explain (analyze, timing off, buffers off, summary on, format json) ${sql}`),
    [],
    limits,
  );
  const { planningMs = 0, executionMs = 0 } = readPlan(rows[0]?.[0]);
  return planningMs + executionMs;
}

export async function estimate(session: Session, sql: string): Promise<Measured> {
  const { rows } = await session.execute(
    marked(`explain (verbose, format json) ${sql}`),
    [],
    limits,
  );
  const plan = readPlan(rows[0]?.[0]);
  const text = planText(plan, "concise");
  return {
    cost: plan.root.estimate.totalCost,
    plan: text.length > PLAN ? `${text.slice(0, text.lastIndexOf("\n", PLAN))}\n…` : text,
  };
}

/** Times statements by turns, so that whatever else the machine does meets all of them; each ran once before. */
export async function timeByTurns(
  session: Session,
  statements: readonly string[],
  runs: number,
  onRun: (done: number) => void,
): Promise<number[]> {
  const times = statements.map((): number[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [index, sql] of statements.entries()) {
      times[index]?.push(await runOnce(session, sql));
    }
    onRun(run + 1);
  }
  return times.map(median);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [
    sorted[sorted.length % 2 === 0 ? middle - 1 : middle],
    sorted[middle],
  ];
  return Math.round(((low + high) / 2) * 1000) / 1000;
}
