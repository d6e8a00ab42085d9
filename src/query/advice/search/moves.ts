import type { Configuration } from "../candidate.ts";
import type { Objective } from "../objective.ts";
import type { Estimator } from "./estimate.ts";
import { interests } from "./explore.ts";

/** Indexes to add together, and the queries that may become cheaper by them. */
export interface Move {
  readonly add: readonly number[];
  readonly queries: readonly number[];
}

/** Every index that has ever served alone, and every set that has served together. */
export function moves(objective: Objective, estimator: Estimator): Move[] {
  const { whatIf } = objective;
  const interest = interests(whatIf);
  const found = new Map<string, Move>();
  const add = (ids: readonly number[]): void => {
    const key = ids.join();
    if (ids.length === 0 || found.has(key)) return;
    const queries = new Set(ids.flatMap((id) => [...(interest.get(id) ?? [])]));
    found.set(key, { add: ids, queries: [...queries].toSorted((a, b) => a - b) });
  };
  for (const id of interest.keys()) add([id]);
  for (const at of whatIf.subjects.keys())
    for (const used of estimator.sets(at)) if (used.length > 1 && used.length <= 6) add(used);
  return [...found.values()];
}

export const withMove = (configuration: Configuration, { add }: Move): Set<number> =>
  new Set([...configuration, ...add]);
