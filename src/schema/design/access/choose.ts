import type { AccessPattern } from "../model.ts";
import type { Candidate } from "./candidate.ts";
import { candidatesOf, covering, sharedBy } from "./candidates.ts";
import { indexOf, isServed } from "./foreign-keys.ts";
import type { Reference } from "./foreign-keys.ts";
import { used } from "./judge.ts";
import type { Answer, Judge } from "./judge.ts";
import type { Question } from "./question.ts";
import { ALIKE, begunBy, servesAsWell } from "./redundant.ts";

/** What is tried, before anybody knows what the planner says. */
export interface Tried {
  /** Of foreign keys that no key serves. */
  readonly references: readonly Candidate[];
  readonly of: ReadonlyMap<Question, readonly Candidate[]>;
}

export function candidatesToTry(
  questions: readonly Question[],
  references: readonly Reference[],
): Tried {
  const shared = sharedBy(questions);
  const bySql = new Map<string, Candidate>();
  const one = (candidate: Candidate): Candidate => {
    const known = bySql.get(candidate.sql) ?? candidate;
    bySql.set(candidate.sql, known);
    return known;
  };
  const needed = references.filter((reference) => !isServed(reference, []));
  return {
    references: [...new Set(needed.map((reference) => one(indexOf(reference))))],
    of: new Map(
      questions.map((question) => {
        const plain = candidatesOf(question, shared);
        const more = plain.flatMap((candidate) => covering(question, candidate) ?? []);
        return [question, [...plain, ...more].map(one)];
      }),
    ),
  };
}

/** An index has to bring the cost down to this share of what it is without. */
const WORTH: Readonly<Record<AccessPattern["frequency"], number>> = {
  high: 0.9,
  medium: 0.7,
  low: 0.3,
};
/**
 * One that takes the place of a foreign key's index is one index as before. Where the planner sees no difference, because few rows refer
 * to one on the average, those to whom many refer gain by it.
 */
const FREE = 1.05;
/** What is included in an index makes it larger, and has to bring more. */
const COVERING = 0.5;

export interface Choice {
  readonly kept: readonly Candidate[];
  readonly dropped: readonly { readonly candidate: Candidate; readonly reason: string }[];
}

/**
 * The best index for each question by the planner, if it is worth one; then those go whose questions are answered as well without
 * them. Indexes of foreign keys stay unless another one begins with their columns.
 */
export async function chooseIndexes(
  { references: always, of }: Tried,
  references: readonly Reference[],
  judge: Judge,
): Promise<Choice> {
  const dropped = new Map<Candidate, string>();
  const kept = new Set(always);
  for (const [question, candidates] of of) {
    const best = await bestFor(question, candidates, always, judge);
    if (best.index !== undefined) kept.add(best.index);
    for (const [candidate, reason] of best.others) dropped.set(candidate, reason);
  }
  for (const candidate of byBytes(kept, judge)) {
    const instead = await servesAsWell(candidate, [...kept], [...of.keys()], references, judge);
    if (instead === undefined) continue;
    kept.delete(candidate);
    dropped.set(candidate, instead);
  }
  return {
    kept: [...kept],
    dropped: Array.from(dropped, ([candidate, reason]) => ({ candidate, reason })).filter(
      ({ candidate }) => !kept.has(candidate),
    ),
  };
}

const byBytes = (candidates: Iterable<Candidate>, { bytes }: Judge): Candidate[] =>
  [...candidates].toSorted((a, b) => (bytes.get(a) ?? 0) - (bytes.get(b) ?? 0));

interface Best {
  readonly index: Candidate | undefined;
  readonly others: readonly (readonly [candidate: Candidate, reason: string])[];
}

async function bestFor(
  question: Question,
  candidates: readonly Candidate[],
  always: readonly Candidate[],
  judge: Judge,
): Promise<Best> {
  const without = await judge.answer(question, always);
  const tried: { candidate: Candidate; answer: Answer }[] = [];
  for (const candidate of candidates)
    if (judge.bytes.has(candidate) && !always.includes(candidate))
      tried.push({ candidate, answer: await judge.answer(question, [...always, candidate]) });
  const { pattern } = question;
  const reading = tried.filter(({ candidate, answer }) => used(answer).includes(candidate.name));
  const plain = reading.filter(({ candidate }) => !isCovering(candidate));
  const least = Math.min(...plain.map(({ answer }) => answer.cost));
  const alike = plain.filter(({ answer }) => answer.cost <= least * ALIKE);
  const idle = ({ columns }: Candidate): number =>
    question.leaky.filter(({ name }) => columns.includes(name)).length;
  const [narrow] = byBytes(
    alike.map(({ candidate }) => candidate),
    judge,
  ).toSorted((a, b) => begunBy(b, always).length - begunBy(a, always).length || idle(a) - idle(b));
  const cover = reading.find(
    ({ candidate, answer }) => isCovering(candidate) && answer.cost <= least * COVERING,
  );
  const chosen = tried.find(({ candidate }) => candidate === (cover?.candidate ?? narrow));
  const free = chosen !== undefined && begunBy(chosen.candidate, always).length > 0;
  const worth = free ? FREE : WORTH[pattern.frequency];
  const isWorth = chosen !== undefined && chosen.answer.cost <= without.cost * worth;
  return {
    index: isWorth ? chosen.candidate : undefined,
    others: tried.flatMap(({ candidate, answer }) =>
      isWorth && candidate === chosen.candidate
        ? []
        : [
            [
              candidate,
              reasonOf(question, candidate, answer, isWorth ? chosen : undefined, without),
            ],
          ],
    ),
  };
}

const isCovering = ({ sql }: Candidate): boolean => sql.includes(" INCLUDE (");

function reasonOf(
  { pattern, leaky }: Question,
  candidate: Candidate,
  answer: Answer,
  chosen: { readonly candidate: Candidate; readonly answer: Answer } | undefined,
  without: Answer,
): string {
  const of = `for \`${pattern.name}\``;
  const kept = candidate.columns.length === 0 && leaky.length > 0;
  if (!used(answer).includes(candidate.name))
    return `The planner does not use it ${of}${kept ? ": no index answers this where policies hide rows. A SECURITY DEFINER function that names the tenant itself could use it" : ""}.`;
  if (chosen !== undefined && isCovering(candidate))
    return `What it includes brings too little ${of}: cost ${figure(answer.cost)} instead of ${figure(chosen.answer.cost)}.`;
  if (chosen !== undefined)
    return `${chosen.candidate.name} does as well or better ${of}: cost ${figure(chosen.answer.cost)}, with this one ${figure(answer.cost)}.`;
  const [present] = used(without);
  return `Not worth it ${of} (${pattern.frequency} frequency): cost ${figure(answer.cost)}, and ${figure(without.cost)} ${present === undefined ? "without any index" : `with ${used(without).join(", ")}`}.`;
}

export const figure = (cost: number): string =>
  cost >= 100 ? Math.round(cost).toLocaleString("en-US") : cost.toFixed(1);
