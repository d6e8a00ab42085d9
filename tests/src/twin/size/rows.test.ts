import { afterAll, beforeAll, expect, test } from "vitest";
import { builtDatabase, compareSizes, quantiles, type Built } from "./built.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";

let database: TestDatabase;
let built: Built[];

beforeAll(async () => {
  database = await builtDatabase("rows");
  built = await compareSizes(database);
});

afterAll(() => database[Symbol.asyncDispose]());

test("btrees are as large as the model says", () => {
  const btrees = built.filter(({ method }) => method === "btree");
  expect(btrees.length).toBeGreaterThan(50);
  const { median, p90, worst } = quantiles(btrees.map(({ error }) => error));
  expect(median).toBeLessThan(0.01);
  expect(p90).toBeLessThan(0.05);
  expect(worst).toBeLessThan(0.25);
});

test("btrees are as high as the model says", () => {
  const differ = built.filter(
    ({ real, modelled }) => real.btree?.height !== modelled.btree?.height,
  );
  expect(differ.map(({ name, real, modelled }) => ({ name, real, modelled }))).toEqual([]);
  expect(new Set(built.map(({ real }) => real.btree?.height))).toContain(2);
});

test("hash indexes are as large as the model says", () => {
  const hashes = built.filter(({ method }) => method === "hash");
  expect(hashes.length).toBeGreaterThan(3);
  expect(quantiles(hashes.map(({ error }) => error)).worst).toBeLessThan(0.05);
});
