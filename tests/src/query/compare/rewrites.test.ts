import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sample } from "../../../helpers/sample.ts";
import { harness, type Harness } from "./harness.ts";
import { rewritePairs, schema } from "./pairs.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(schema);
});
afterAll(() => on[Symbol.asyncDispose]());

const [wrong, right] = [rewritePairs("wrong"), rewritePairs("right")];

test("there are pairs of both kinds", () => {
  expect(wrong.length).toBeGreaterThanOrEqual(20);
  expect(right.length).toBeGreaterThanOrEqual(20);
});

describe("wrong, and the data hides it", () => {
  test.each(wrong)("$name", async ({ original, rewritten }) => {
    const { verdict, counterexample, notes } = await on.compare({ original, rewritten });
    expect({ verdict, on: counterexample?.on }, notes.join("\n")).toEqual({
      verdict: "different",
      on: "adversarial rows",
    });
    expect(counterexample?.rows?.length).toBeLessThanOrEqual(9);
    expect(counterexample?.original).not.toEqual(counterexample?.rewritten);
  });
});

describe("right", () => {
  test.each(sample(right))("$name", async ({ original, rewritten }) => {
    const { verdict, counterexample, databases, notes } = await on.compare({ original, rewritten });
    expect(counterexample, JSON.stringify({ counterexample, notes }, undefined, 1)).toBeUndefined();
    expect(verdict, notes.join("\n")).toBe("same on this data and on adversarial rows");
    expect(databases).toBeGreaterThanOrEqual(1_000);
  });
});
