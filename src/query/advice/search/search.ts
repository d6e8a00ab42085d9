import type { Configuration } from "../candidate.ts";
import type { Objective } from "../objective.ts";
import { Estimator } from "./estimate.ts";
import { tryAlone } from "./explore.ts";
import { extend, type Attributes } from "./extend.ts";
import { greedy } from "./greedy.ts";
import { improve } from "./improve.ts";
import { moves } from "./moves.ts";
import { prune } from "./prune.ts";

export interface Solution {
  readonly configuration: Configuration;
  readonly cost: number;
}

export interface SearchOptions {
  /** Where the textbook's search is affordable, the answer is never worse than its. */
  readonly attributes?: readonly Attributes[];
  /** Told every better solution at once, for the case that the time runs out. */
  readonly found: (solution: Solution) => void;
}

/** Plans that a search may ask for, which takes some seconds: those of many queries are mostly the larger ones. */
const improvingCalls = 1500;
const improvingCallsOfMany = 500;
const many = 50;
const extendCalls = 2500;

/**
 * Several beginnings, then improvement of the best: greedy by saving for each byte and by saving altogether, and the Extend
 * algorithm's answer. With the same answers of the planner it goes the same way.
 */
export async function search(
  objective: Objective,
  { attributes, found }: SearchOptions,
): Promise<Solution> {
  const estimator = new Estimator(objective.whatIf);
  await tryAlone(objective.whatIf);
  const solutions: Solution[] = [];
  let best: Solution = { configuration: new Set(), cost: await objective.total(new Set()) };
  const offer = (solution: Solution): void => {
    if (solution.cost < best.cost) {
      best = solution;
      found(best);
    }
  };
  const consider = async (configuration: Configuration): Promise<void> => {
    const solution = { configuration, cost: await objective.total(configuration) };
    solutions.push(solution);
    offer(solution);
  };
  for (const measure of ["per byte", "altogether"] as const)
    await consider(await greedy(objective, estimator, moves(objective, estimator), measure));
  if (attributes !== undefined) await consider(await extend(objective, attributes, 2, extendCalls));
  const [first, second] = solutions.toSorted((a, b) => a.cost - b.cost);
  const large = objective.whatIf.subjects.length > many;
  for (const [start, calls] of [
    [first, large ? improvingCallsOfMany : improvingCalls],
    [large ? undefined : second, improvingCalls / 2],
  ] as const)
    if (start !== undefined)
      offer(await improve(objective, estimator, start.configuration, { calls, found: offer }));
  const configuration = await prune(objective, best.configuration);
  return { configuration, cost: await objective.total(configuration) };
}
