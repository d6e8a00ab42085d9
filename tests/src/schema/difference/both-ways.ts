import type { Pair } from "./pairs.ts";
import type { Outcome, Workbench } from "./workbench.ts";

/** What has to be said of a pair: nothing, where each schema becomes the other or is refused as it is known to be. */
export async function faultsOf(bench: Workbench, pair: Pair): Promise<string[]> {
  const outcomes = await bench.bothWays(pair);
  if (outcomes === undefined) return [`cannot be made: ${bench.unloadable ?? ""}`];
  return outcomes.flatMap((outcome, at) =>
    fault(outcome, pair.refused).map((text) => `${at === 0 ? "forth" : "back"}: ${text}`),
  );
}

function fault(outcome: Outcome, refused: string | undefined): readonly string[] {
  if (outcome.kind === "wrong") return outcome.faults;
  if (outcome.kind === "converged") return refused === undefined ? [] : ["was not refused"];
  const reasons = outcome.plan.refused.map(({ object, reason }) => `${object}: ${reason}`);
  return refused !== undefined && reasons.every((reason) => reason.includes(refused))
    ? []
    : reasons;
}
