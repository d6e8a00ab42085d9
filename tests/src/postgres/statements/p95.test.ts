import pg from "pg";
import { describe, expect, test } from "vitest";
import { betaQuantile } from "../../../../src/postgres/statements/beta.ts";
import { estimateP95, type Times } from "../../../../src/postgres/statements/p95.ts";
import { findSource } from "../../../../src/postgres/statements/source.ts";
import { readStatements } from "../../../../src/postgres/statements/statements.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

test.each([
  [0.5, 2, 3, 0.385728],
  [0.95, 0.5, 0.5, 0.993844],
  [0.95, 1, 1, 0.95],
  [0.95, 40, 2, 0.991234],
  [0.95, 0.02, 0.3, 0.659515],
])("quantile %f of beta(%f, %f)", (share, a, b, expected) => {
  expect(betaQuantile(share, a, b)).toBeCloseTo(expected, 2);
});

const timesOf = (values: readonly number[]): Times => {
  const meanMs = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - meanMs) ** 2, 0) / values.length;
  const [minMs, maxMs] = [Math.min(...values), Math.max(...values)];
  return { calls: values.length, meanMs, deviationMs: Math.sqrt(variance), minMs, maxMs };
};

/** The value below which 95 of 100 lie, of those that there are. */
const actualP95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

/** Mulberry32: the same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const normal = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

type Draw = (next: () => number, at: number) => number;
const around =
  (middle: number, width: number): Draw =>
  (next) =>
    middle * Math.exp(width * normal(next));
const humps =
  (share: number, factor: number): Draw =>
  (next) =>
    around(next() < share ? factor : 1, 0.15)(next, 0);

/** Relative error that the median of 20 draws may have; what is left out is in the last test of this group. */
const distributions: readonly [name: string, draw: Draw, most: number][] = [
  ["log-normal, narrow", around(1, 0.3), 0.05],
  ["log-normal, wide", around(1, 1), 0.15],
  ["log-normal, very wide", around(1, 1.5), 0.25],
  ["above a floor", (next) => 1 + around(0.4, 1)(next, 0), 0.1],
  ["exponential", (next) => -Math.log(1 - next()), 0.1],
  ["normal", (next) => Math.abs(10 + 2 * normal(next)), 0.06],
  ["even", (next) => 1 + 19 * next(), 0.06],
  [
    "one call of a thousand times the others",
    (next, at) => (at === 0 ? 1000 : around(1, 0.2)(next, at)),
    0.06,
  ],
  ["every tenth ten times as long", humps(0.1, 10), 0.2],
  ["every tenth a hundred times as long", humps(0.1, 100), 0.2],
  ["every third ten times as long", humps(0.33, 10), 0.25],
  ["half a hundred times as long", humps(0.5, 100), 0.3],
];

describe("estimates of samples", () => {
  const errorsOf = (draw: Draw, calls: number): number[] =>
    Array.from({ length: 20 }, (_, seed) => {
      const next = random(seed + 1);
      const values = Array.from({ length: calls }, (__, at) => draw(next, at));
      return Math.abs(estimateP95(timesOf(values)) / actualP95(values) - 1);
    }).toSorted((a, b) => a - b);

  test.each(distributions)("%s", (_, draw, most) => {
    for (const calls of [300, 3000]) expect(errorsOf(draw, calls)[10]).toBeLessThan(most);
  });

  test("all together: half are within 8 %, nine of ten within 35 %", () => {
    const all = distributions
      .flatMap(([, draw]) => [40, 300, 3000].flatMap((calls) => errorsOf(draw, calls)))
      .toSorted((a, b) => a - b);
    expect(all[Math.floor(all.length * 0.5)]).toBeLessThan(0.08);
    expect(all[Math.floor(all.length * 0.9)]).toBeLessThan(0.35);
  });

  test("two in a hundred that are a hundred times as long: five figures do not tell that they are less than five", () => {
    expect(errorsOf(humps(0.02, 100), 3000)[10]).toBeGreaterThan(1);
  });
});

test("an estimate stays within what was measured", () => {
  const base = { calls: 100, meanMs: 10, deviationMs: 100, minMs: 1, maxMs: 12 };
  expect(estimateP95(base)).toBeLessThanOrEqual(12);
  expect(estimateP95({ ...base, calls: 5 })).toBe(12);
  expect(estimateP95({ calls: 1, meanMs: 3, deviationMs: 0, minMs: 3, maxMs: 3 })).toBe(3);
  expect(estimateP95({ calls: 50, meanMs: 3, deviationMs: 0, minMs: 3, maxMs: 3 })).toBe(3);
  // the extremes were reset
  expect(estimateP95({ ...base, deviationMs: 0, minMs: 0, maxMs: 0 })).toBe(10);
});

describe("a statement of which Postgres has timed each call", () => {
  const next = random(7);
  test.each<[name: string, sleepMs: (call: number) => number]>([
    ["every eighth call is slow", (call) => (call % 8 === 0 ? 30 : 1)],
    ["log-normal", () => Math.min(60, around(4, 0.8)(next, 0))],
    ["one call is far off", (call) => (call === 50 ? 500 : 3)],
  ])("%s", async (name, sleepMs) => {
    await using database = await testDatabase();
    await using session = await openSession(database.url);
    const source = await findSource(session);
    const statementOf = async () => {
      const { statements } = await readStatements(session, source, { most: 100, longest: 1000 });
      return statements.find(({ sql }) => sql.includes("pg_sleep"));
    };
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const [told, sampled]: [number[], number[]] = [[], []];
    let before = 0;
    for (let call = 1; call <= 100; call++) {
      const ms = sleepMs(call);
      told.push(ms);
      await client.query("select pg_sleep($1)", [ms / 1000]);
      const total = (await statementOf())?.totalMs ?? 0;
      sampled.push(total - before);
      before = total;
    }
    await client.end();
    const statement = await statementOf();
    expect(statement?.calls).toBe(100);
    // what Postgres keeps are the figures of its calls, however late each of them was woken ...
    const real = timesOf(sampled);
    for (const figure of ["meanMs", "deviationMs", "minMs", "maxMs"] as const)
      expect(statement?.[figure], figure).toBeCloseTo(real[figure], 2);
    // ... and of calls as long as these they are enough
    const [estimated, actual] = [estimateP95(timesOf(told)), actualP95(told)];
    const ratio = estimated / actual;
    expect(ratio, `${name}: estimated ${estimated} ms, told ${actual} ms`).toBeGreaterThan(0.6);
    expect(ratio, `${name}: estimated ${estimated} ms, told ${actual} ms`).toBeLessThan(1.7);
  });
});
