import type { Configuration } from "../candidate.ts";
import { merge, narrow } from "../candidates/merge.ts";
import type { Objective } from "../objective.ts";
import type { Estimator } from "./estimate.ts";
import { moves, type Move } from "./moves.ts";

interface Solution {
  readonly configuration: Set<number>;
  readonly cost: number;
}

/** Neighbours that the planner is asked about before a round is given up. */
const askedEach = 12;
const roundLimit = 60;
/** Shares of the cost below this are noise. */
const least = 1e-5;

/**
 * Improves a solution by its neighbours: without an index, with another one, with another in the place of one, with one refilled
 * from scratch, two merged into one, one made narrower. Those that look best by what is known are asked about first. It ends when
 * none is better, or after about as many `calls` of the planner. `found` is told every better one, so that a stop loses nothing.
 */
export async function improve(
  objective: Objective,
  estimator: Estimator,
  start: Configuration,
  { calls, found }: { readonly calls: number; readonly found: (solution: Solution) => void },
): Promise<Solution> {
  const last = objective.whatIf.calls + calls;
  let best: Solution = { configuration: new Set(start), cost: await objective.total(start) };
  const tried = new Set<string>();
  for (let round = 0; round < roundLimit && objective.whatIf.calls < last; round++) {
    await variants(objective, best.configuration);
    const better = await step(objective, estimator, best, tried);
    if (better === undefined) return best;
    best = better;
    found(best);
  }
  return best;
}

async function step(
  objective: Objective,
  estimator: Estimator,
  best: Solution,
  tried: Set<string>,
): Promise<Solution | undefined> {
  let asked = 0;
  for (const { configuration } of neighbours(objective, estimator, best.configuration)) {
    const key = [...configuration].toSorted((a, b) => a - b).join();
    if (tried.has(key)) continue;
    if (asked++ >= askedEach) return undefined;
    tried.add(key);
    const cost = await objective.total(configuration);
    const smaller = cost <= best.cost && configuration.size < best.configuration.size;
    if (smaller || cost < best.cost * (1 - least)) return { configuration, cost };
  }
  return undefined;
}

/** Makes the merged and the narrower forms of what is chosen, and asks what they do for the queries of the originals. */
async function variants(objective: Objective, configuration: Configuration): Promise<void> {
  const { whatIf } = objective;
  const chosen = objective.candidates(configuration);
  for (const one of chosen) {
    const definitions = [
      ...narrow(one.definition),
      ...chosen.flatMap((other) =>
        other === one ? [] : (merge(one.definition, other.definition) ?? []),
      ),
    ];
    for (const made of await whatIf.create(definitions)) {
      if (made === undefined || configuration.has(made.id)) continue;
      const others = [...configuration].filter(
        (id) => id !== one.id && whatIf.candidate(id).definition.table !== one.definition.table,
      );
      for (const at of whatIf.subjects.keys()) {
        const { used } = await whatIf.ask(at, configuration);
        if (used.includes(one.id)) await whatIf.ask(at, new Set([...others, made.id]));
      }
    }
  }
}

/** Every neighbour that fits and does not look worse, the most promising first. */
function neighbours(
  objective: Objective,
  estimator: Estimator,
  current: Configuration,
): { configuration: Set<number>; estimate: number }[] {
  const all = moves(objective, estimator);
  const estimateOf = totals(objective, estimator, current);
  const now = estimateOf(new Set(current));
  const found: { configuration: Set<number>; estimate: number }[] = [];
  const offer = (configuration: Set<number>): void => {
    if (!objective.fits(configuration)) return;
    const estimate = estimateOf(configuration);
    if (estimate <= now * (1 + 0.002)) found.push({ configuration, estimate });
  };
  for (const { add } of all)
    if (add.some((id) => !current.has(id))) offer(new Set([...current, ...add]));
  for (const out of current) {
    const rest = new Set([...current].filter((id) => id !== out));
    offer(rest);
    for (const { add } of all)
      if (!add.includes(out) && add.some((id) => !rest.has(id))) offer(new Set([...rest, ...add]));
    offer(refill(objective, estimateOf, all, rest, out));
  }
  return found.toSorted(
    (a, b) => a.estimate - b.estimate || a.configuration.size - b.configuration.size,
  );
}

/** Fills what is free by the best estimate for each byte, without the index that was taken out. */
function refill(
  objective: Objective,
  estimateOf: (configuration: Set<number>) => number,
  all: readonly Move[],
  rest: Configuration,
  out: number,
): Set<number> {
  let current = new Set(rest);
  for (let step = 0; step < 4; step++) {
    const now = estimateOf(current);
    let best: { configuration: Set<number>; score: number } | undefined;
    for (const { add } of all) {
      if (add.includes(out) || add.every((id) => current.has(id))) continue;
      const configuration = new Set([...current, ...add]);
      if (!objective.fits(configuration)) continue;
      const more = objective.bytes(configuration) - objective.bytes(current);
      const score = (now - estimateOf(configuration)) / Math.max(more, 8192);
      if (score > (best?.score ?? 0)) best = { configuration, score };
    }
    if (best === undefined) return current;
    current = best.configuration;
  }
  return current;
}

/** Estimates of the whole workload; what the current solution's change cannot touch is not reckoned again. */
function totals(
  objective: Objective,
  estimator: Estimator,
  current: Configuration,
): (configuration: Set<number>) => number {
  const { whatIf } = objective;
  const memo = whatIf.subjects.map(() => new Map<string, number>());
  const base = new Set(current);
  return (configuration) => {
    const changed = new Set(
      [...configuration, ...base]
        .filter((id) => configuration.has(id) !== base.has(id))
        .map((id) => whatIf.candidate(id).definition.table),
    );
    let sum = objective.allWriting(configuration);
    for (const [at, { tables }] of whatIf.subjects.entries()) {
      const touched = [...changed].some((table) => tables.has(table));
      const own = touched ? whatIf.own(at, configuration).join() : "unchanged";
      const known = memo[at]?.get(own);
      const cost = known ?? estimator.cost(at, touched ? configuration : base);
      memo[at]?.set(own, cost);
      sum += objective.weight(at) * cost;
    }
    return sum;
  };
}
