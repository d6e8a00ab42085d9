import { afterAll, beforeAll, expect, test } from "vitest";
import { tableOf, verifyHarness, type VerifyHarness } from "../../../tools/data/verify-harness.ts";

let on: VerifyHarness;
beforeAll(async () => {
  on = await verifyHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

type Row = readonly [source: string, target: string, isEqual: boolean];

/** 2^53 and 2^60 are doubles; the integers beside them are not. */
const cases: readonly (readonly [source: string, target: string, rows: readonly Row[]])[] = [
  [
    "bigint",
    "double precision",
    [
      ["9007199254740993", "9007199254740993", false],
      ["9007199254740992", "9007199254740992", true],
      ["1152921504606846976", "1152921504606846976", true],
      ["1152921504606847000", "1152921504606847000", false],
      ["9223372036854775807", "9223372036854775807", false],
      ["-9223372036854775808", "-9223372036854775808", true],
      ["0", "'-0'", true],
      ["0", "'NaN'", false],
      ["1", "'-Infinity'", false],
      ["1", "1.5", false],
      ["7", "7", true],
      ["null", "null", true],
      ["null", "0", false],
    ],
  ],
  [
    "real",
    "integer",
    [
      ["16777217", "16777217", false],
      ["123456792", "123456792", true],
      // what the float prints, and not what it is
      ["123456792", "123456790", false],
      ["'Infinity'", "1", false],
    ],
  ],
  [
    "numeric",
    "double precision",
    [
      ["12345678901234567890.123456789", "12345678901234567890.123456789", false],
      ["0.1234567890123456789", "0.1234567890123456789", false],
      ["1e308", "1e308", true],
      ["0.10", "0.1", true],
      ["0", "'-0'", true],
      ["'NaN'", "'NaN'", true],
      ["'Infinity'", "'Infinity'", true],
      ["'-Infinity'", "'Infinity'", false],
      ["'NaN'", "'Infinity'", false],
    ],
  ],
  [
    "real",
    "numeric(20, 10)",
    [
      ["0.1", "0.1", true],
      ["0.1", "0.1000000015", false],
      ["0.1234567890", "0.1234567890", false],
    ],
  ],
  [
    "real",
    "double precision",
    [
      ["0.1", "0.1", false],
      ["0.1", "0.1::real", true],
      ["'NaN'", "'NaN'", true],
    ],
  ],
  ["numeric(18, 2)", "bigint", [["9007199254740993", "9007199254740993", true]]],
  [
    "json",
    "jsonb",
    [
      [`'{"b": 1,  "a": 2}'`, `'{"a": 2, "b": 1}'`, true],
      [`'{"a":1,"a":2}'`, `'{"a":2}'`, true],
      [`'{"a":1,"a":2}'`, `'{"a":1}'`, false],
    ],
  ],
];

test.each(cases)(
  "%s against %s: what is the same value, and what is not",
  async (from, to, rows) => {
    const filled = (type: string, values: readonly string[]): string =>
      `create table mixed (id int primary key, v ${type});
     insert into mixed values ${values.map((value, at) => `(${at}, ${value})`).join(", ")}`;
    await on.source.run(
      filled(
        from,
        rows.map(([value]) => value),
      ),
    );
    await on.target.run(
      filled(
        to,
        rows.map(([, value]) => value),
      ),
    );
    try {
      const answer = await on.verify({ tables: ["mixed"] });
      const found = tableOf(answer, "public.mixed");
      const differing = rows.flatMap(([, , isEqual], at) => (isEqual ? [] : [`id=${at}`]));
      expect(
        found?.differing_keys.map(({ key }) => key),
        answer.text,
      ).toEqual(differing);
      expect(found?.equal).toBe(differing.length === 0);
    } finally {
      await Promise.all([on.source, on.target].map((each) => each.run("drop table mixed")));
    }
  },
);

test("what is equal by its meaning only is told, beside rows that are equal too", async () => {
  const create = (number: string, text: string): string =>
    `create table meant (id int primary key, n ${number}, j ${text}); insert into meant values (1, 1.5, '{"a": 1}')`;
  await on.source.run(create("numeric", "json"));
  await on.target.run(create("real", "jsonb"));
  try {
    const { found, text } = await on.verify({ tables: ["meant", "by_uuid"] });
    expect(found.equal, text).toBe(true);
    expect(text).toMatch(
      /^public\.meant: compared by meaning: n \(numeric against real\) as the decimal that Postgres prints, j \(json against jsonb\) as jsonb/m,
    );
    expect(text).not.toContain("by_uuid:");
  } finally {
    await Promise.all([on.source, on.target].map((each) => each.run("drop table meant")));
  }
});

test("a named table that one side lacks is a difference of the schemas", async () => {
  await on.source.run("create table only_here (id int primary key)");
  try {
    const { found, text } = await on.verify({ tables: ["only_here", "by_uuid"] });
    expect(found.schema).toMatchObject({
      equal: false,
      differences: [{ object: "table public.only_here", kind: "removed" }],
    });
    expect(text).not.toContain("schemas equal");
  } finally {
    await on.source.run("drop table only_here");
  }
});
