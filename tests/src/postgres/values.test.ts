import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

const limits = { maxRows: 10, maxBytes: 1e8 };
const signal = new AbortController().signal;
let database: TestDatabase;
let pool: Pool;
let session: Session;

beforeAll(async () => {
  database = await testDatabase(`
    create schema "Odd Schema";
    create type status as enum ('open', 'in progress', 'done,"x"');
    create type "Odd Schema"."Odd Type" as (a int, b text);
    create domain positive as int check (value > 0);
    create domain tags as text[];`);
  pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  session = await pool.open({ signal });
});

afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await pool.close();
  await database[Symbol.asyncDispose]();
});

async function valueOf(expression: string, params: unknown[] = []): Promise<unknown> {
  const result = await session.execute(`select ${expression} as v`, params, limits);
  return result.rows[0]?.[0];
}

/** What a client sends back after it read our JSON. */
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const cases: readonly (readonly [expression: string, value: unknown])[] = [
  ["true", true],
  ["null::int", null],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", "9007199254740992"],
  ["(-9223372036854775808)::int8", "-9223372036854775808"],
  ["4294967295::oid", 4294967295],
  ["1.50::numeric", 1.5],
  ["100::numeric", 100],
  ["1e30::numeric", 1e30],
  ["0.1::numeric + 0.2", 0.3],
  ["12345678901234567.89", "12345678901234567.89"],
  ["0.10000000000000000001", "0.10000000000000000001"],
  ["'NaN'::numeric", "NaN"],
  ["'Infinity'::numeric", "Infinity"],
  ["'-Infinity'::float8", "-Infinity"],
  ["'-0'::float8", "-0"],
  ["0.1::real", 0.1],
  ["1e-300::float8", 1e-300],
  ['\'{"a": 1, "b": [true, null]}\'::jsonb', { a: 1, b: [true, null] }],
  ["'{\"a\": 12345678901234567890}'::jsonb", '{"a": 12345678901234567890}'],
  ['\'{"a": 1, "a": 2}\'::json', '{"a": 1, "a": 2}'],
  ['\'{"a": "x:1e999"}\'::json', { a: "x:1e999" }],
  ["'\"text\"'::jsonb", '"text"'],
  ["'null'::jsonb", "null"],
  ["'[1.0, 1e5]'::json", [1, 100000]],
  ["'{\"__proto__\": 1}'::json", JSON.parse('{"__proto__": 1}')],
  ["array[1, null, 3]", [1, null, 3]],
  ["'{}'::int[]", []],
  [
    "array[array[1, 2], array[3, 4]]",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["'[0:1]={1,2}'::int[]", "[0:1]={1,2}"],
  ["array['a,b', 'NULL', null, '', 'q\"\\{}']", ["a,b", "NULL", null, "", 'q"\\{}']],
  ["array['{\"a\": [1]}'::jsonb]", [{ a: [1] }]],
  ["array[box '(1,2),(3,4)', box '(0,0),(1,1)']", ["(3,4),(1,2)", "(1,1),(0,0)"]],
  ["array[9007199254740993::int8]", ["9007199254740993"]],
  ["'\\x00ff'::bytea", "\\x00ff"],
  ["date '2024-02-29'", "2024-02-29"],
  ["timestamptz '2024-02-29 12:00:00.123456+00' at time zone 'UTC'", "2024-02-29 12:00:00.123456"],
  ["'infinity'::timestamp", "infinity"],
  ["interval '1 year 2 months -3 days 04:05:06.7'", "1 year 2 mons -3 days +04:05:06.7"],
  ["int4range(1, 5)", "[1,5)"],
  ['(row(1, \'a b\'))::"Odd Schema"."Odd Type"', '(1,"a b")'],
  ["'done,\"x\"'::status", 'done,"x"'],
  ["array['done,\"x\"', 'open']::status[]", ['done,"x"', "open"]],
  ["array[3, 4]::positive[]", [3, 4]],
  ["array['a']::tags", ["a"]],
  ["'(1,2)'::point", "(1,2)"],
  ["1::money", "$1.00"],
];

test.each(cases)("%s", async (expression, value) => {
  expect(await valueOf(expression)).toStrictEqual(value);
});

const types: readonly (readonly [type: string, values: fc.Arbitrary<string>])[] = [
  ["int8", fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)],
  ["int4", fc.integer().map(String)],
  ["oid", fc.nat({ max: 4294967295 }).map(String)],
  ["float8", fc.double().map(String)],
  ["float4", fc.float().map(String)],
  [
    "numeric",
    fc
      .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.nat({ max: 20 }))
      .map(([digits, scale]) => `${digits}e-${scale}`),
  ],
  [
    "numeric(12,2)",
    fc.tuple(fc.integer(), fc.nat({ max: 99 })).map(([whole, cents]) => `${whole}.${cents}`),
  ],
  ["bool", fc.boolean().map(String)],
  ["text", fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""))],
  ["bytea", fc.uint8Array().map((bytes) => `\\x${Buffer.from(bytes).toString("hex")}`)],
  ["jsonb", fc.json({ noUnicodeString: false }).filter((text) => !text.includes("\\u0000"))],
  ["json", fc.json().filter((text) => !text.includes("\\u0000"))],
  [
    "timestamptz",
    fc
      .date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") })
      .map((date) => date.toISOString()),
  ],
  [
    "interval",
    fc
      .tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -99, max: 99 }), fc.integer())
      .map(([days, months, ms]) => `${months} months ${days} days ${ms} milliseconds`),
  ],
  ["uuid", fc.uuid()],
];

const comparable = (type: string): string => (type === "json" ? "::text::jsonb" : "");

test.each(types)("%s survives the way to JSON and back", async (type, values) => {
  await fc.assert(
    fc.asyncProperty(values, async (text) => {
      const value = overTheWire(await valueOf(`$1::${type}`, [text]));
      const same = `($1::${type})${comparable(type)} is not distinct from ($2::text::${type})${comparable(type)}`;
      expect(await valueOf(same, [value, text])).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test.each(types.filter(([type]) => type !== "json"))("%s[] survives too", async (type, values) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(values), { maxLength: 5 }), async (texts) => {
      const value = overTheWire(await valueOf(`$1::text[]::${type}[]`, [texts]));
      expect(
        await valueOf(`$1::${type}[] is not distinct from $2::text[]::${type}[]`, [value, texts]),
      ).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("type names are what format_type says, with the schema of what is not builtin", async () => {
  const expressions = [
    "1",
    "1::numeric(10,2)",
    "1.5::numeric(5,-2)",
    "''::varchar(20)",
    "''::char(3)",
    "''::char",
    "''::bpchar",
    "now()::timestamp(3)",
    "'1 day'::interval day to second(2)",
    "B'101'::bit(3)",
    "'open'::status",
    "array['open']::status[]",
    'row(1,null)::"Odd Schema"."Odd Type"',
    "1::positive",
    "'{}'::int[][]",
    "'x'::name",
    "'pg_class'::regclass::oid",
    "null",
    "array[]::varchar(5)[]",
  ];
  const result = await session.execute(`select ${expressions.join(", ")}`, [], limits);
  expect(result.columns.map((column) => column.type)).toEqual([
    "integer",
    "numeric(10,2)",
    "numeric(5,-2)",
    "character varying(20)",
    "character(3)",
    "character(1)",
    "bpchar",
    "timestamp(3) without time zone",
    "interval day to second(2)",
    "bit(3)",
    "public.status",
    "public.status[]",
    '"Odd Schema"."Odd Type"',
    "integer",
    "integer[]",
    "name",
    "oid",
    "text",
    "character varying(5)[]",
  ]);
});

test("a value of many megabytes is decoded without exhausting the stack", async () => {
  const json = await valueOf(`jsonb_build_object('k', repeat('a"\\', 5000000))`);
  expect((json as { k: string }).k.length).toBe(15_000_000);
  const array = await valueOf(`array[repeat('a"\\', 5000000)]`);
  expect((array as string[])[0]?.length).toBe(15_000_000);
});
