import type { Configuration } from "../candidate.ts";
import type { Objective } from "../objective.ts";
import type { Estimator } from "./estimate.ts";
import { withMove, type Move } from "./moves.ts";

/** Effort for which moves are asked about again. */
const asking = 2500;

/** By what the next move is chosen: what it saves for each byte, or altogether. */
export type Measure = "per byte" | "altogether";

interface Rated {
  readonly move: Move;
  gain: number;
  /** The step at which the planner was asked, or -1 for an estimate. */
  step: number;
}

/**
 * Adds the best move until none pays or fits. Lazy: savings shrink as indexes are added, so only the move that looks best is asked
 * about again, until one stays in front.
 */
export async function greedy(
  objective: Objective,
  estimator: Estimator,
  all: readonly Move[],
  measure: Measure,
  start: Configuration = new Set(),
): Promise<Set<number>> {
  let current = new Set(start);
  const rated: Rated[] = all.map((move) => ({
    move,
    gain: estimateGain(objective, estimator, move, current),
    step: -1,
  }));
  const last = objective.whatIf.effort + asking;
  for (let step = 0; ;) {
    objective.whatIf.check();
    const best = front(objective, rated, current, measure);
    if (best === undefined) return current;
    if (best.step !== step && objective.whatIf.effort < last) {
      best.gain = await exactGain(objective, best.move, current);
      best.step = step;
      continue;
    }
    current = withMove(current, best.move);
    step += 1;
    const touched = new Set(best.move.queries);
    for (const other of rated)
      if (other.move.queries.some((at) => touched.has(at)))
        other.gain = estimateGain(objective, estimator, other.move, current);
  }
}

function front(
  objective: Objective,
  rated: readonly Rated[],
  current: Configuration,
  measure: Measure,
): Rated | undefined {
  let best: Rated | undefined;
  let bestScore = 0;
  const bytes = objective.bytes(current);
  for (const candidate of rated) {
    if (candidate.gain <= 0) continue;
    const added = candidate.move.add.filter((id) => !current.has(id));
    if (added.length === 0 || current.size + added.length > objective.maxIndexes) continue;
    const more = added.reduce((sum, id) => sum + objective.whatIf.candidate(id).bytes, 0);
    if (bytes + more > objective.budgetBytes) continue;
    const score = measure === "per byte" ? candidate.gain / Math.max(more, 8192) : candidate.gain;
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

function estimateGain(
  objective: Objective,
  estimator: Estimator,
  move: Move,
  current: Configuration,
): number {
  const after = withMove(current, move);
  const saved = move.queries.reduce(
    (sum, at) =>
      sum +
      objective.weight(at) * Math.max(0, estimator.cost(at, current) - estimator.cost(at, after)),
    0,
  );
  return saved - (objective.allWriting(after) - objective.allWriting(current));
}

async function exactGain(
  objective: Objective,
  move: Move,
  current: Configuration,
): Promise<number> {
  const after = withMove(current, move);
  let saved = 0;
  for (const at of move.queries) {
    const before = await objective.whatIf.ask(at, current);
    const now = await objective.whatIf.ask(at, after);
    saved += objective.weight(at) * (before.cost - now.cost);
  }
  return saved - (objective.allWriting(after) - objective.allWriting(current));
}
