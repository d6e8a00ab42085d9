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
 * none is better, or when about so much `effort` is spent. `found` is told every better one, so that a stop loses nothing.
 */
export async function improve(
  objective: Objective,
  estimator: Estimator,
  start: Configuration,
  { effort, found }: { readonly effort: number; readonly found: (solution: Solution) => void },
): Promise<Solution> {
  const last = objective.whatIf.effort + effort;
  let best: Solution = { configuration: new Set(start), cost: await objective.total(start) };
  const tried = new Set<string>();
  for (let round = 0; round < roundLimit && objective.whatIf.effort < last; round++) {
    await variants(objective, best.configuration, last);
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
async function variants(
  objective: Objective,
  configuration: Configuration,
  last: number,
): Promise<void> {
  const { whatIf } = objective;
  const chosen = objective.candidates(configuration);
  for (const one of chosen) {
    if (whatIf.effort > last) return;
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

/** Moves by what they would add to the solution that are tried in the place of any index. */
const movesEverywhere = 40;

/** Every neighbour that fits and does not look worse, the most promising first. */
function neighbours(
  objective: Objective,
  estimator: Estimator,
  current: Configuration,
): { configuration: Set<number>; estimate: number }[] {
  const all = moves(objective, estimator).filter(({ add }) => add.some((id) => !current.has(id)));
  const estimateOf = totals(objective, estimator, current);
  const now = estimateOf(current);
  const found: { configuration: Set<number>; estimate: number }[] = [];
  const offer = (configuration: Set<number>): void => {
    if (!objective.fits(configuration)) return;
    const estimate = estimateOf(configuration);
    if (estimate <= now * (1 + 0.002)) found.push({ configuration, estimate });
  };
  const gains = new Map(
    all.map((move) => [move, now - estimateOf(new Set([...current, ...move.add]))]),
  );
  const best = all
    .filter((move) => (gains.get(move) ?? 0) > 0)
    .toSorted((a, b) => (gains.get(b) ?? 0) - (gains.get(a) ?? 0))
    .slice(0, movesEverywhere);
  for (const { add } of best) offer(new Set([...current, ...add]));
  for (const out of current) {
    const rest = new Set([...current].filter((id) => id !== out));
    offer(rest);
    const served = estimator.queriesOf(out);
    const instead = new Set([
      ...best,
      ...all.filter(({ queries }) => queries.some((at) => served.has(at))),
    ]);
    const others = [...instead].filter(({ add }) => !add.includes(out));
    for (const { add } of others) offer(new Set([...rest, ...add]));
    offer(refill(objective, estimateOf, others, rest));
  }
  return found.toSorted(
    (a, b) => a.estimate - b.estimate || a.configuration.size - b.configuration.size,
  );
}

/** Fills what is free by the best estimate for each byte. */
function refill(
  objective: Objective,
  estimateOf: (configuration: Configuration) => number,
  all: readonly Move[],
  rest: Configuration,
): Set<number> {
  let current = new Set(rest);
  for (let step = 0; step < 3; step++) {
    const now = estimateOf(current);
    let best: { configuration: Set<number>; score: number } | undefined;
    for (const { add } of all) {
      const configuration = new Set([...current, ...add]);
      if (configuration.size === current.size || !objective.fits(configuration)) continue;
      const more = objective.bytes(configuration) - objective.bytes(current);
      const score = (now - estimateOf(configuration)) / Math.max(more, 8192);
      if (score > (best?.score ?? 0)) best = { configuration, score };
    }
    if (best === undefined) return current;
    current = best.configuration;
  }
  return current;
}

/** Estimates of the whole workload: from that of the current solution, with the queries that another index makes a difference to. */
function totals(
  objective: Objective,
  estimator: Estimator,
  current: Configuration,
): (configuration: Configuration) => number {
  const { subjects } = objective.whatIf;
  const base = new Set(current);
  const costs = subjects.map((_, at) => objective.weight(at) * estimator.cost(at, base));
  const sum = costs.reduce((total, cost) => total + cost, 0);
  return (configuration) => {
    const touched = new Set<number>();
    const changed = [
      ...[...configuration].filter((id) => !base.has(id)),
      ...[...base].filter((id) => !configuration.has(id)),
    ];
    for (const id of changed) for (const at of estimator.queriesOf(id)) touched.add(at);
    let total = sum + objective.allWriting(configuration);
    for (const at of touched)
      total += objective.weight(at) * estimator.cost(at, configuration) - (costs[at] ?? 0);
    return total;
  };
}
