import * as fc from "fast-check";
import { expect, inject, test } from "vitest";
import { randomSchema } from "./random-schema.ts";
import { openWorkbench } from "./workbench.ts";
import type { Outcome } from "./workbench.ts";

/** `tests/bench/difference.ts` runs thousands. */
const PAIRS = 8;

test("random schemas become each other, or are refused for want of a cast", async () => {
  await using bench = await openWorkbench(inject("postgres"));
  const pairs = fc.sample(fc.tuple(randomSchema, randomSchema), { numRuns: PAIRS, seed: 7 });
  const faults: string[] = [];
  let converged = 0;
  for (const [a, b] of pairs) {
    const outcomes = await bench.bothWays({ a, b });
    if (outcomes === undefined) faults.push(`cannot be made: ${bench.unloadable ?? ""}`);
    for (const outcome of outcomes ?? []) {
      if (outcome.kind === "converged") converged++;
      else faults.push(...unexpected(outcome, `${a}\n-- to\n${b}`));
    }
  }
  expect(faults).toEqual([]);
  expect(converged).toBeGreaterThan(PAIRS);
});

function unexpected(outcome: Outcome, pair: string): string[] {
  if (outcome.kind === "wrong") return [...outcome.faults, pair];
  return outcome.plan.refused
    .map(({ reason }) => reason)
    .filter((reason) => !reason.includes("there is no cast"));
}
