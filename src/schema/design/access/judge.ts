import type { Session } from "../../../core/session.ts";
import type { HypotheticalIndex, Twin } from "../../../core/twin.ts";
import type { Candidate } from "./candidate.ts";
import { planAll, readyToPlan } from "./plan.ts";
import type { Planned } from "./plan.ts";
import { queriesOf } from "./query.ts";
import type { Query } from "./query.ts";
import type { Question } from "./question.ts";

/** The plans of what answers a question: of one statement, or of the first page and the next. */
export interface Answer {
  readonly queries: readonly [first: Query, next?: Query];
  /** Of each statement; or what Postgres says against one. */
  readonly plans: readonly Planned[] | string;
  /** Of all statements together; infinite where Postgres refuses one. */
  readonly cost: number;
}

/** The twin as what tells plans under some of the candidates. */
export interface Judge {
  /** Those that Postgres takes, with their bytes. */
  readonly bytes: ReadonlyMap<Candidate, number>;
  readonly refused: readonly { readonly candidate: Candidate; readonly said: string }[];
  answer(question: Question, visible: readonly Candidate[]): Promise<Answer>;
  plan(sql: string, visible: readonly Candidate[]): Promise<Planned | string>;
}

export async function openJudge(
  twin: Twin,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<Judge> {
  const { session } = twin;
  await readyToPlan(session);
  const made = await twin.createIndexes(candidates.map(({ sql }) => sql));
  const indexes = new Map<Candidate, HypotheticalIndex>();
  const refused: { candidate: Candidate; said: string }[] = [];
  candidates.forEach((candidate, at) => {
    const index = made[at];
    if (index instanceof Error) refused.push({ candidate, said: index.message });
    else if (index !== undefined) indexes.set(candidate, index);
  });
  const show = async (visible: readonly Candidate[]): Promise<void> => {
    signal.throwIfAborted();
    await twin.show(visible.flatMap((candidate) => indexes.get(candidate)?.name ?? []));
  };
  return {
    bytes: new Map(Array.from(indexes, ([candidate, { bytes }]) => [candidate, bytes] as const)),
    refused,
    async answer(question, visible) {
      await show(visible);
      return answerOf(session, question);
    },
    async plan(sql, visible) {
      await show(visible);
      const [planned] = await planAll(session, [sql]);
      return planned ?? "no plan";
    },
  };
}

async function answerOf(session: Session, question: Question): Promise<Answer> {
  const queries = queriesOf(question);
  const all = queries.flatMap((query) => query?.sql ?? []);
  const plans: Planned[] = [];
  for (const planned of await planAll(session, all)) {
    if (typeof planned === "string") return { queries, plans: planned, cost: Infinity };
    plans.push(planned);
  }
  return { queries, plans, cost: plans.reduce((sum, { cost }) => sum + cost, 0) };
}

/** Indexes that an answer reads. */
export const used = ({ plans }: Answer): string[] =>
  typeof plans === "string" ? [] : [...new Set(plans.flatMap(({ indexes }) => indexes))];
