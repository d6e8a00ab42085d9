import { beforeAll, expect, test } from "vitest";
import type { Catalog } from "../../../../../src/postgres/catalog/model/catalog.ts";
import { expressionOf } from "../../../../../src/schema/models/checks/read-checks.ts";
import { indexKeys } from "../../../../../src/schema/models/python/index-keys.ts";
import { readable, readableCondition } from "../../../../../src/schema/models/python/readable.ts";
import { parseScript } from "../../../../../src/sql/parse.ts";
import { fixtureDatabase } from "../../fixtures.ts";
import { catalogOf, modelDatabase } from "../sources.ts";

const catalogs: Catalog[] = [];

beforeAll(async () => {
  for (const name of ["everything", "beyond"]) {
    await using database = await modelDatabase(name);
    catalogs.push(await catalogOf(database));
  }
  for (const name of ["constraints", "storage"]) {
    await using database = await fixtureDatabase(name, 18);
    catalogs.push(await catalogOf(database));
  }
});

/** What Postgres' parser makes of it, wherever it stands. */
async function meaning(expression: string): Promise<unknown> {
  const statements = await parseScript(`select ${expression}`);
  return JSON.parse(
    JSON.stringify(
      statements.map(({ node }) => node),
      (key, value: unknown) => (/location$|^list_(start|end)$/.test(key) ? undefined : value),
    ),
  );
}

test("brackets that go say nothing: Postgres reads the same", async () => {
  const tables = catalogs.flatMap((catalog) => catalog.tables);
  const conditions = tables.flatMap(({ constraints, indexes }) => [
    ...constraints
      .filter(({ kind }) => kind === "check")
      .map(({ definition }) => expressionOf(definition)),
    ...indexes.flatMap(({ predicate }) => predicate ?? []),
  ]);
  const keys = tables.flatMap(({ indexes }) =>
    indexes.flatMap((index) => index.keys.map(({ expression }) => expression)),
  );
  expect(conditions.length).toBeGreaterThan(15);
  for (const each of conditions)
    expect(await meaning(readableCondition(each)), each).toEqual(await meaning(each));
  for (const each of keys) expect(await meaning(readable(each)), each).toEqual(await meaning(each));
});

test.each([
  ["(length((name)::text) >= 2)", "length(name::text) >= 2"],
  ["((a > 0) AND (b > 0))", "(a > 0) AND (b > 0)"],
  ["(a = ANY (ARRAY[('x'::text), (b)::text]))", "a = ANY (ARRAY[('x'::text), b::text])"],
  ["(f((a || b), ((c))) IS NULL)", "f(a || b, c) IS NULL"],
  ["((a, b) = (c, d))", "(a, b) = (c, d)"],
  [`(("a)"":b")::text = '((x)::y)'::text)`, `("a)"":b")::text = '((x)::y)'::text`],
  ["(a IN ( SELECT (b)))", "a IN ( SELECT (b))"],
])("%s is %s", (printed, short) => {
  expect(readableCondition(printed)).toBe(short);
});

test("keys of an index are cut where they end", () => {
  const indexes = catalogs.flatMap(({ tables }) => tables.flatMap((table) => table.indexes));
  expect(indexes.length).toBeGreaterThan(40);
  for (const { definition, keys } of indexes) {
    const cut = indexKeys(definition);
    expect(cut.length, definition).toBe(keys.length);
    keys.forEach(({ expression }, at) =>
      expect(cut[at]?.startsWith(expression), definition).toBe(true),
    );
  }
  expect(
    indexKeys(
      `CREATE INDEX "a USING b(c" ON t USING btree (x, f(',)', "(") DESC, (y[1]) "o,p") INCLUDE (z)`,
    ),
  ).toEqual(["x", `f(',)', "(") DESC`, '(y[1]) "o,p"']);
});
