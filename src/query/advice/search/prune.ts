import type { Configuration } from "../candidate.ts";
import type { Objective } from "../objective.ts";

/** An index has to save this share of what the workload costs in the end... */
const leastShare = 0.002;
/** ...or make some query cheaper by this share: a point query is small beside a report, and still wants its index. */
const leastOfOne = 0.2;

/** Without the indexes that hardly do anything beside the others, the largest first. */
export async function prune(
  objective: Objective,
  configuration: Configuration,
): Promise<Set<number>> {
  let current = new Set(configuration);
  const largestFirst = objective
    .candidates(configuration)
    .toSorted((a, b) => b.bytes - a.bytes || a.id - b.id);
  for (const { id } of largestFirst) {
    const rest = new Set([...current].filter((other) => other !== id));
    if (!(await matters(objective, current, rest))) current = rest;
  }
  return current;
}

async function matters(
  objective: Objective,
  current: Configuration,
  rest: Configuration,
): Promise<boolean> {
  let [whole, lost] = [
    objective.allWriting(current),
    objective.allWriting(rest) - objective.allWriting(current),
  ];
  for (const at of objective.whatIf.subjects.keys()) {
    const [{ cost: now }, { cost: without }] = [
      await objective.whatIf.ask(at, current),
      await objective.whatIf.ask(at, rest),
    ];
    const { cost: before } = await objective.whatIf.ask(at, new Set());
    if (without - now > before * leastOfOne)
      return lost + objective.weight(at) * (without - now) > 0;
    whole += objective.weight(at) * now;
    lost += objective.weight(at) * (without - now);
  }
  return lost > whole * leastShare;
}
