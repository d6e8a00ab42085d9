import fc from "fast-check";
import { expect, test } from "vitest";
import type { Value } from "../../../src/core/session.ts";
import { fitRows } from "../../../src/postgres/fit.ts";

const cell: fc.Arbitrary<Value> = fc.oneof(
  fc.integer(),
  fc.constant(null),
  fc.string({ unit: "binary", maxLength: 5000 }),
  fc.array(fc.string(), { maxLength: 300 }),
);

test("what fits is below the budget, begins at the beginning, and holds a row", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 500, max: 20_000 }),
      (rows, budget) => {
        const fitted = fitRows(rows, budget);
        expect(JSON.stringify(fitted.rows).length).toBeLessThanOrEqual(budget + 1);
        expect(fitted.rows.length).toBeGreaterThan(0);
        expect(fitted.cut).toBe(fitted.rows.length < rows.length);
        for (const [index, row] of fitted.rows.entries()) {
          const same = row.map((value, column) =>
            fitted.shortened.includes(column) ? null : value,
          );
          const whole = rows[index]?.map((value, column) =>
            fitted.shortened.includes(column) ? null : value,
          );
          expect(same).toEqual(whole);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("nothing is shortened while everything fits", () => {
  const rows = [
    [1, "a"],
    [2, "x".repeat(5000)],
  ];
  expect(fitRows(rows, 10_000)).toEqual({ rows, shortened: [], cut: false });
});

test("values are shortened no more than has to be", () => {
  const fitted = fitRows(
    Array.from({ length: 4 }, () => ["x".repeat(20_000)]),
    36_000,
  );
  expect(fitted.cut).toBe(false);
  expect(fitted.rows.map(([value]) => typeof value === "string" && value.length > 7_900)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test("a pair of surrogates is not cut in two", () => {
  const [[value] = []] = fitRows([["😀".repeat(1000)]], 301).rows;
  expect(value).not.toMatch(/\p{Surrogate}/u);
});
