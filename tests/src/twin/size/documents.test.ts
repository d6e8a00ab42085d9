import { afterAll, beforeAll, expect, test } from "vitest";
import { sizeIndexes } from "../../../../src/twin/size/size-indexes.ts";
import { inSession } from "../../postgres/catalog/session.ts";
import { builtDatabase, compareSizes, quantiles, type Built } from "./built.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";

let database: TestDatabase;
let built: Built[];

beforeAll(async () => {
  database = await builtDatabase("documents");
  built = await compareSizes(database);
});

afterAll(() => database[Symbol.asyncDispose]());

const of = (method: string): Built[] => built.filter((one) => one.method === method);

test.each([
  { method: "gin", least: 10, median: 0.1 },
  { method: "gist", least: 7, median: 0.1 },
  { method: "spgist", least: 4, median: 0.2 },
  { method: "brin", least: 5, median: 0.01 },
])("$method indexes are as large as the model says", ({ method, least, median }) => {
  const errors = of(method).map(({ error }) => error);
  expect(errors.length).toBeGreaterThanOrEqual(least);
  expect(quantiles(errors).median).toBeLessThan(median);
  expect(quantiles(errors).worst).toBeLessThan(0.25);
});

test("GIN's pages are of entries and of postings as the model says", () => {
  for (const { name, real, modelled } of of("gin")) {
    const share = (figures: Built["real"]["gin"]): number =>
      (figures?.entryPages ?? 0) / (figures?.totalPages ?? 1);
    expect(Math.abs(share(real.gin) - share(modelled.gin)), name).toBeLessThan(0.1);
  }
});

test("BRIN's ranges are as the model says", () => {
  for (const { name, real, modelled } of of("brin")) expect(modelled.brin, name).toEqual(real.brin);
});

test("a known size is kept, and gets the figures of its first page", async () => {
  const known = new Map(built.map(({ real: { oid, pages } }) => [oid, { pages, tuples: 5 }]));
  const sizes = await inSession(database.url, (session) =>
    sizeIndexes(session, [...known.keys()], known),
  );
  for (const { name, real } of built) {
    const size = sizes.get(real.oid);
    expect(size, name).toMatchObject({ pages: real.pages, tuples: 5 });
    expect(size?.brin, name).toEqual(real.brin ?? undefined);
    expect(size?.gin?.totalPages, name).toBe(real.gin == null ? undefined : real.pages);
  }
});

test("an index grows with the rows of its table", async () => {
  const before = new Map(built.map(({ name, modelled }) => [name, modelled]));
  // Statistics of a table with a hundredth of the pages that its file has: the rows of the file are a hundred times as many.
  await database.runAsSuperuser(
    `update pg_class set relpages = relpages / 100 where relname in ('documents', 'places', 'readings')`,
  );
  const after = await compareSizes(database);
  for (const { name, method, modelled } of after) {
    const pages = before.get(name)?.pages ?? 0;
    if (pages < 30 || method === "brin") continue;
    expect(modelled.pages / pages, name).toBeGreaterThan(30);
    expect(modelled.pages / pages, name).toBeLessThan(130);
  }
});
