import type { Call } from "../../core/tool.ts";
import type { Twin } from "../../core/twin.ts";
import { readyToExplain } from "./explain-plan.ts";
import { attributesOf, makeCandidates } from "./make-candidates.ts";
import { Objective } from "./objective.ts";
import { prepare } from "./prepare.ts";
import { readWorkload, type ReadWorkload } from "./read-workload.ts";
import { explore } from "./search/explore.ts";
import { search, type Solution } from "./search/search.ts";
import type { Advice, AdviceOptions, WorkloadQuery } from "./types.ts";
import { OutOfTime, WhatIf } from "./what-if.ts";
import { writeAdvice } from "./write-advice.ts";

/** Queries times candidate columns up to which the textbook's search takes seconds. Beyond it the others do without its answer. */
const extendLimit = 2500;

/** The share of `timeMs` for the search: what each index saves is asked for when it is over. */
const searching = 0.9;

/**
 * Which indexes a workload wants, by what the planner says of them on the twin. Nothing is executed. A query that cannot be planned
 * is skipped and aborts nothing. When `signal` fires or `timeMs` is over, the best found so far is returned.
 */
export async function advise(
  twin: Twin,
  workload: readonly WorkloadQuery[],
  options: AdviceOptions,
  { signal, progress }: Pick<Call, "signal" | "progress">,
): Promise<Advice> {
  const started = performance.now();
  const { timeMs = Number.POSITIVE_INFINITY } = options;
  let share = searching;
  let stopped = false;
  const stop = (): boolean => signal.aborted || performance.now() - started > timeMs * share;
  const { queries, skipped } = await prepare(workload);
  progress(1, `Planning ${queries.length} queries`);
  let read: ReadWorkload = { subjects: [], writes: [], uses: [], tables: [], skipped: [] };
  const untilStop = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof OutOfTime) && !stop()) throw error;
      stopped = true;
    }
  };
  await untilStop(async () => {
    await readyToExplain(twin.session);
    read = await readWorkload(twin.session, queries, () => {
      if (stop()) throw new OutOfTime("out of time");
    });
  });
  const whatIf = new WhatIf(twin, read.subjects, stop);
  const objective = new Objective(whatIf, read.writes, {
    budgetBytes: options.budgetBytes ?? Number.POSITIVE_INFINITY,
    maxIndexes: options.maxIndexes ?? Number.POSITIVE_INFINITY,
  });
  let best: Solution = { configuration: new Set(), cost: 0 };
  await untilStop(async () => {
    best = { configuration: new Set(), cost: await objective.total(new Set()) };
    const before = best.cost;
    progress(2, "Making candidates");
    await explore(whatIf, await makeCandidates(twin.session, whatIf, read.uses));
    progress(3, `Choosing among ${whatIf.candidates.length} candidates`);
    const attributes = attributesOf(read.uses.flat());
    const effort = attributes.reduce((sum, { keys }) => sum + keys.length, 0) * queries.length;
    let better = 3;
    best = await search(objective, {
      ...(effort <= extendLimit ? { attributes } : {}),
      uses: read.uses,
      found: (solution) => {
        best = solution;
        const saved = before > 0 ? Math.round(100 - (100 * solution.cost) / before) : 0;
        progress((better += 1), `${solution.configuration.size} indexes save ${saved} %`);
      },
    });
  });
  share = 1;
  const advice = await writeAdvice(objective, best, {
    tables: read.tables,
    uses: options.uses ?? [],
    length: workload.length,
  });
  await whatIf.clear().catch((error: unknown) => {
    // whoever cancelled may have closed the twin's session as well
    if (!signal.aborted) throw error;
  });
  return {
    ...advice,
    skipped: [...skipped, ...read.skipped].toSorted((a, b) => a.query - b.query),
    whatIfCalls: whatIf.calls,
    stopped,
    durationMs: performance.now() - started,
  };
}
