import { expect, test } from "vitest";
import { compareDeletes } from "./random-deletes.ts";

const ROUNDS = 120;

test("what is foretold is what Postgres does, in schemas of any shape", async () => {
  const refusals = await compareDeletes(ROUNDS, 7);
  // both kinds were met often
  expect(refusals).toBeGreaterThan(ROUNDS / 5);
  expect(refusals).toBeLessThan((ROUNDS * 4) / 5);
});
