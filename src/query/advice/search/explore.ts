import type { Candidate } from "../candidate.ts";
import type { Objective } from "../objective.ts";
import type { WhatIf } from "../what-if.ts";

/** Times that the planner has to do without the indexes it has just chosen. */
const rounds = 4;
/** Effort for which all queries are explored; each is asked about once in any case. */
const exploring = 8000;
/** Effort for what indexes do alone. */
const trying = 4000;
/** A plan that saves less than this share is no reason for an index. */
const least = 0.005;

/** Families of candidates among which the planner chooses by itself: each leads to other plans than the best of all. */
const families: readonly ((candidate: Candidate) => boolean)[] = [
  ({ definition: { include, where } }) => include.length === 0 && where === undefined,
  ({ definition: { keys, include, where } }) =>
    keys.length === 1 && include.length === 0 && where === undefined,
  ({ definition: { where } }) => where === undefined,
  ({ definition: { method } }) => method !== "btree",
];

/**
 * Lets the planner choose for each query among all candidates made for it, then among what is left without its choice, and among
 * families. What it never chooses is of no use; the answers tell the search which indexes serve together.
 */
export async function explore(
  whatIf: WhatIf,
  madeFor: ReadonlyMap<number, readonly number[]>,
): Promise<void> {
  await whatIf.askAll(new Set());
  const whole = whatIf.subjects.reduce((sum, { effort }) => sum + effort, 0);
  let last = whatIf.effort;
  for (const [at, ids] of madeFor) {
    // each has its share, and what others have left of theirs
    last += (exploring * (whatIf.subjects[at]?.effort ?? 0)) / Math.max(whole, 1);
    const { cost: base } = await whatIf.ask(at, new Set());
    const worthwhile = (cost: number): boolean => cost < base * (1 - least);
    let visible = new Set(ids);
    for (let round = 0; round < rounds && visible.size > 0; round++) {
      const { used, cost } = await whatIf.ask(at, visible);
      if (used.length === 0 || !worthwhile(cost) || whatIf.effort > last) break;
      visible = new Set([...visible].filter((id) => !used.includes(id)));
    }
    for (const belongs of families) {
      const family = ids.filter((id) => belongs(whatIf.candidate(id)));
      if (family.length > 0 && family.length < ids.length && whatIf.effort < last)
        await whatIf.ask(at, new Set(family));
    }
  }
}

/** Which queries each index served in some plan that was worth it. */
export function interests(whatIf: WhatIf): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>();
  for (const at of whatIf.subjects.keys()) {
    const answers = whatIf.answers(at);
    const base = answers.find(({ used }) => used.length === 0)?.cost ?? 0;
    for (const { used, cost } of answers)
      if (cost < base * (1 - least))
        for (const id of used) found.set(id, (found.get(id) ?? new Set()).add(at));
  }
  return new Map([...found].toSorted(([a], [b]) => a - b));
}

/** Asks what each index does alone for the queries that it served together with others, where it served most first. */
export async function tryAlone(objective: Objective): Promise<void> {
  const { whatIf } = objective;
  const last = whatIf.effort + trying;
  const pairs = [...interests(whatIf)].flatMap(([id, queries]) =>
    Array.from(queries, (at) => ({ id, at, saving: largestSaving(objective, at, id) })),
  );
  for (const { id, at } of pairs.toSorted((a, b) => b.saving - a.saving)) {
    if (whatIf.effort > last) return;
    await whatIf.ask(at, new Set([id]));
  }
}

/** By the cheapest plan with it, of which every other index has its part. */
function largestSaving(objective: Objective, at: number, id: number): number {
  const answers = objective.whatIf.answers(at);
  const base = answers.find(({ used }) => used.length === 0)?.cost ?? 0;
  const savings = answers
    .filter(({ used }) => used.includes(id))
    .map(({ cost, used }) => (base - cost) / used.length);
  return objective.weight(at) * Math.max(0, ...savings);
}
