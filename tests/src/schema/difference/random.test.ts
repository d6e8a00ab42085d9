import * as fc from "fast-check";
import { expect, inject, test } from "vitest";
import { randomSchema } from "./random-schema.ts";
import { openWorkbench } from "./workbench.ts";

/** `tests/bench/difference.ts` runs thousands. */
const PAIRS = 20;

test(
  "random schemas become each other, or are refused for want of a cast",
  { timeout: 60_000 },
  async () => {
    await using bench = await openWorkbench(inject("postgres"));
    const pairs = fc.sample(fc.tuple(randomSchema, randomSchema), { numRuns: PAIRS, seed: 7 });
    let converged = 0;
    for (const [a, b] of pairs) {
      const outcomes = await bench.bothWays({ a, b });
      expect(outcomes, bench.unloadable).toBeDefined();
      for (const outcome of outcomes ?? []) {
        if (outcome.kind === "wrong") expect.soft(outcome.faults, `${a}\n-- to\n${b}`).toEqual([]);
        if (outcome.kind === "converged") converged++;
        if (outcome.kind === "refused")
          for (const { reason } of outcome.plan.refused)
            expect(reason).toContain("there is no cast");
      }
    }
    expect(converged).toBeGreaterThan(PAIRS);
  },
);
