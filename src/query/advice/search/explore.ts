import type { Candidate } from "../candidate.ts";
import type { WhatIf } from "../what-if.ts";

/** Times that the planner has to do without the indexes it has just chosen. */
const rounds = 4;
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
  for (const [at, ids] of madeFor) {
    const { cost: base } = await whatIf.ask(at, new Set());
    const worthwhile = (cost: number): boolean => cost < base * (1 - least);
    let visible = new Set(ids);
    for (let round = 0; round < rounds && visible.size > 0; round++) {
      const { used, cost } = await whatIf.ask(at, visible);
      if (used.length === 0 || !worthwhile(cost)) break;
      visible = new Set([...visible].filter((id) => !used.includes(id)));
    }
    for (const belongs of families) {
      const family = ids.filter((id) => belongs(whatIf.candidate(id)));
      if (family.length > 0 && family.length < ids.length) await whatIf.ask(at, new Set(family));
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

/** Asks what each index does alone for the queries that it served together with others. */
export async function tryAlone(whatIf: WhatIf): Promise<void> {
  for (const [id, queries] of interests(whatIf)) {
    const alone = new Set([id]);
    for (const at of queries) await whatIf.ask(at, alone);
  }
}
