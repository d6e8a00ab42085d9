import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import { abortError } from "../../postgres/errors.ts";
import { checkReadable } from "../../postgres/guard/check-readable.ts";
import { marked } from "../../postgres/own.ts";
import { attempt } from "./attempt.ts";
import { bind } from "./bind.ts";
import { columnsOf, matchColumns, type Mismatch } from "./columns.ts";
import { answerOf, failure, type Answer, type Counterexample } from "./counterexample.ts";
import { differenceSql, relation, type Pair } from "./difference.ts";
import { estimate, runOnce, timeByTurns, type Measured } from "./measure.ts";
import { orderingOf } from "./order.ts";
import type { Query } from "./statement.ts";

/** A limit of the whole transaction is the caller's signal; this one is of each statement in it. */
const statementTimeoutMs = 60_000;

/** Rows of each side that a counterexample on the target's data shows. */
const SHOWN = 5;

export interface OnThisData {
  readonly pairs: readonly Pair[];
  readonly counterexample?: Counterexample;
  /** The results have not the same columns, so that nothing else was compared. */
  readonly mismatch?: Mismatch;
  /** ORDER BY or LIMIT could not be taken apart. */
  readonly unreadable: boolean;
  readonly original: Measured;
  readonly rewritten: Measured;
}

/**
 * Compares on what the target holds, in one snapshot that is only read: each set of parameters until one differs, then times
 * by turns on the first set. An error of both statements is thrown.
 */
export async function compareOnThisData(
  session: Session,
  queries: readonly [Query, Query],
  sets: readonly (readonly unknown[])[],
  runs: number,
  call: Call,
): Promise<OnThisData> {
  const total = sets.length + runs;
  const options = {
    access: "read only",
    isolation: "repeatable read",
    statementTimeoutMs,
  } as const;
  return session.transaction(options, async () => {
    for (const { statement } of queries) await checkReadable(statement, session);
    const bound: Pair[] = [];
    let found: Partial<OnThisData> = {};
    let unreadable = false;
    for (const [index, values] of sets.entries()) {
      if (call.signal.aborted) throw abortError(call.signal);
      const original = await bind(session, queries[0], values);
      const rewritten = await bind(session, queries[1], values);
      const left = await columnsOf(session, original);
      const columns = await matchColumns(session, left, await columnsOf(session, rewritten));
      const ordering = await orderingOf(
        original,
        left.map(({ name }) => name),
      );
      unreadable ||= ordering === "unreadable";
      const pair = {
        original,
        rewritten,
        columns: "original" in columns ? [] : columns,
        ordering: ordering === "unreadable" ? undefined : ordering,
      };
      bound.push(pair);
      found =
        "original" in columns ? { mismatch: columns } : await compareOnce(session, pair, values);
      call.progress(index + 1, "Comparing on this data", total);
      if (found.counterexample !== undefined || found.mismatch !== undefined) break;
    }
    const [first] = bound;
    const texts = [first?.original ?? "", first?.rewritten ?? ""] as const;
    const times = await timesOf(session, texts, runs, (run) =>
      call.progress(sets.length + run, "Timing by turns", total),
    );
    const measured = async (index: 0 | 1): Promise<Measured> => {
      const ms = times[index];
      const plan = await attempt(session, () => estimate(session, texts[index]));
      const estimated = plan instanceof ToolError ? { plan: "" } : plan;
      return ms === undefined ? estimated : { ms, ...estimated };
    };
    return {
      ...found,
      pairs: bound,
      unreadable,
      original: await measured(0),
      rewritten: await measured(1),
    };
  });
}

/** A statement that fails has no time. */
async function timesOf(
  session: Session,
  texts: readonly [string, string],
  runs: number,
  onRun: (run: number) => void,
): Promise<readonly (number | undefined)[]> {
  const good: (0 | 1)[] = [];
  // one after the other: each has its savepoint
  for (const index of [0, 1] as const)
    if (!((await attempt(session, () => runOnce(session, texts[index]))) instanceof ToolError))
      good.push(index);
  const statements = good.map((index) => texts[index]);
  const times = await timeByTurns(session, statements, runs, onRun);
  return texts.map((_, index) => times[good.findIndex((each) => each === index)]);
}

async function compareOnce(
  session: Session,
  pair: Pair,
  values: readonly unknown[],
): Promise<{ counterexample?: Counterexample }> {
  const sql = differenceSql(pair);
  const exists = "exists (select from d) or (select differs from n)";
  const result = await attempt(session, () =>
    session.query<{ differs: boolean }>(`${sql} select ${exists} as differs`),
  );
  const params = values.length === 0 ? {} : { params: values };
  if (result instanceof ToolError) {
    const answers = [
      await attempt(session, () => runOnce(session, pair.original)),
      await attempt(session, () => runOnce(session, pair.rewritten)),
    ];
    const [one, other] = answers;
    if (one instanceof ToolError && other instanceof ToolError) throw one;
    if (!(one instanceof ToolError) && !(other instanceof ToolError)) throw result;
    const [original = {}, rewritten = {}] = answers.map((answer): Answer =>
      answer instanceof ToolError ? failure(answer) : {},
    );
    return { counterexample: { on: "this data", ...params, original, rewritten } };
  }
  if (result[0]?.differs !== true) return {};
  const shown = await shownRows(session, pair, sql);
  return { counterexample: { on: "this data", ...params, ...shown } };
}

type Shown = Pick<Counterexample, "original" | "rewritten" | "from_row">;

/** Of unordered results, rows that one has more often; of ordered ones, the rows from the first place that is wrong. */
async function shownRows(session: Session, pair: Pair, sql: string): Promise<Shown> {
  const names = pair.columns.map(({ original }) => original.name);
  const fetch = async (text: string): Promise<Answer> => {
    const { rows } = await session.execute(marked(text), [], {
      maxRows: SHOWN,
      maxBytes: 1024 * 1024,
    });
    return answerOf({ columns: pair.columns.map(({ original }) => original), rows });
  };
  if (pair.ordering === undefined) {
    const list = names.map((_, index) => `v${index + 1}`).join(", ");
    const more = (sign: 1 | -1): Promise<Answer> =>
      fetch(
        `${sql} select ${list} from d, generate_series(1, abs(s)) where sign(s) = ${sign} limit ${SHOWN}`,
      );
    return { original: await more(1), rewritten: await more(-1) };
  }
  const [row] = await session.query<{ place: number }>(
    `${sql} select coalesce((select nullif(min(g), 0) from d) - coalesce((${pair.ordering.offset})::int8, 0),
       least((select count(*) from ${relation(pair.original, 0)}), (select count(*) from r)) + 1)::int8 as place`,
  );
  const place = Math.max(1, row?.place ?? 1);
  const part = (text: string): Promise<Answer> =>
    fetch(`select * from ${relation(text, names.length)} offset ${place - 1} limit ${SHOWN}`);
  return {
    from_row: place,
    original: await part(pair.original),
    rewritten: await part(pair.rewritten),
  };
}
