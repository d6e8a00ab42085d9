import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sample } from "../../../helpers/sample.ts";
import { faultsOf } from "./both-ways.ts";
import { pairs } from "./pairs.ts";
import { openWorkbench } from "./workbench.ts";
import type { Workbench } from "./workbench.ts";

let bench: Workbench;

beforeAll(async () => {
  bench = await openWorkbench(inject("postgres"));
});
afterAll(() => bench[Symbol.asyncDispose]());

test("there are pairs of schemas", () => {
  expect(pairs.length).toBeGreaterThan(60);
  expect(new Set(pairs.map(({ name }) => name)).size).toBe(pairs.length);
});

test.each(sample(pairs).map((pair) => [pair.name, pair] as const))(
  "%s: each becomes the other",
  async (_, pair) => {
    expect(await faultsOf(bench, pair)).toEqual([]);
  },
);
