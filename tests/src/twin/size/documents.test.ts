import { afterAll, beforeAll, expect, test } from "vitest";
import { builtDatabase, compareSizes, quantiles, type Built } from "./built.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";

let database: TestDatabase;
let built: Built[];

beforeAll(async () => {
  database = await builtDatabase("documents");
  built = await compareSizes(database);
}, 120_000);

afterAll(() => database[Symbol.asyncDispose]());

const of = (method: string): Built[] => built.filter((one) => one.method === method);

test.each([
  { method: "gin", least: 10, median: 0.1 },
  { method: "gist", least: 7, median: 0.05 },
  { method: "spgist", least: 4, median: 0.05 },
  { method: "brin", least: 5, median: 0.01 },
])("$method indexes are as large as the model says", ({ method, least, median }) => {
  const errors = of(method).map(({ error }) => error);
  expect(errors.length).toBeGreaterThanOrEqual(least);
  expect(quantiles(errors).median).toBeLessThan(median);
  expect(quantiles(errors).worst).toBeLessThan(0.25);
});

test("half of GIN's pages of entries and of postings are where the model says", () => {
  for (const { name, real, modelled } of of("gin")) {
    const share = (figures: Built["real"]["gin"]): number =>
      (figures?.entryPages ?? 0) / (figures?.totalPages ?? 1);
    expect(Math.abs(share(real.gin) - share(modelled.gin)), name).toBeLessThan(0.1);
  }
});

test("BRIN's ranges are as the model says", () => {
  for (const { name, real, modelled } of of("brin")) expect(modelled.brin, name).toEqual(real.brin);
});
