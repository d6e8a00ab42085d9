import * as fc from "fast-check";
import { expect, inject, test } from "vitest";
import { planDifferenceHere } from "../../../../src/schema/difference/plan-difference-here.ts";
import { openWorkbench } from "../difference/workbench.ts";
import { randomPair } from "./random-pair.ts";

/** `tests/bench/compare.ts` runs thousands. */
const PAIRS = 4;

test("random schemas of all kinds become each other, always", async () => {
  await using bench = await openWorkbench(inject("postgres"), (session, _, to) =>
    planDifferenceHere(session, to, { discard: true }),
  );
  const pairs = fc.sample(randomPair, { numRuns: PAIRS, seed: 4 });
  const others: unknown[] = [];
  let converged = 0;
  for (const pair of pairs)
    for (const outcome of (await bench.bothWays(pair)) ?? [])
      if (outcome.kind === "converged") converged++;
      else others.push(outcome, pair);
  expect(others).toEqual([]);
  expect(converged).toBeGreaterThan(PAIRS);
});
