import type { Configuration } from "../candidate.ts";
import type { TableUse } from "../candidates/use.ts";
import type { Objective } from "../objective.ts";
import { Estimator } from "./estimate.ts";
import { tryAlone } from "./explore.ts";
import { extend, type Attributes } from "./extend.ts";
import { greedy } from "./greedy.ts";
import { improve } from "./improve.ts";
import { moves } from "./moves.ts";
import { prune } from "./prune.ts";
import { preferSteady, type Steadied } from "./steady.ts";

export interface Solution {
  readonly configuration: Configuration;
  readonly cost: number;
  /** What some of its indexes were taken in the place of. */
  readonly instead?: Steadied["instead"];
}

export interface SearchOptions {
  /** Where the textbook's search is affordable, the answer is never worse than its. */
  readonly attributes?: readonly Attributes[];
  /** Of each query. */
  readonly uses: readonly (readonly TableUse[])[];
  /** Told every better solution at once, for the case that the time runs out. */
  readonly found: (solution: Solution) => void;
}

/** Effort of planning for the improvement of the best beginning; for that of the second best half as much. */
const improving = 2000;
const extending = 2000;
/** Effort of planning all queries once up to which the second best is improved as well. */
const light = 100;

/**
 * Several beginnings, then improvement of the best: greedy by saving for each byte and by saving altogether, and the Extend
 * algorithm's answer. With the same answers of the planner it goes the same way.
 */
export async function search(
  objective: Objective,
  { attributes, uses, found }: SearchOptions,
): Promise<Solution> {
  const estimator = new Estimator(objective.whatIf);
  await tryAlone(objective);
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
  if (attributes !== undefined) await consider(await extend(objective, attributes, 2, extending));
  const [first, second] = solutions.toSorted((a, b) => a.cost - b.cost);
  for (const [start, effort] of [
    [first, improving],
    [objective.effort <= light ? second : undefined, improving / 2],
  ] as const)
    if (start !== undefined)
      offer(await improve(objective, estimator, start.configuration, { effort, found: offer }));
  const pruned = await prune(objective, best.configuration);
  const { configuration, instead } = await preferSteady(objective, pruned, uses);
  return { configuration, cost: await objective.total(configuration), instead };
}
