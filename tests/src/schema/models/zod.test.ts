import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as z from "zod";
import { modelSource } from "../../../../src/schema/models/read-source.ts";
import { emitZod } from "../../../../src/schema/models/zod/zod.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { compile } from "./compile.ts";
import { catalogOf, modelDatabase, modelFixtures } from "./sources.ts";

type Schemas = Readonly<Record<string, z.ZodObject>>;
type Row = Readonly<Record<string, unknown>>;

const checks = `
create table public.checked (
  id integer primary key generated always as identity,
  small smallint check (small > 3 and small < 10),
  whole integer check (whole <> 0),
  big bigint check (big >= 10),
  money numeric(6, 2) check (money > 0),
  free numeric check (free <= 1.005),
  tiny numeric(3, -2),
  single real check (single >= 0.1::real),
  dbl double precision check (dbl <= 0.1),
  word text check (length(word) between 2 and 4),
  kind text check (kind in ('a', 'b')),
  other varchar(3) check (other not in ('x', 'yy')),
  trimmed text check (btrim(trimmed) <> ''),
  slug text check (slug ~ '^[a-z0-9]+(?:-[a-z0-9]+)*$'),
  anycase text check (anycase ~* '^k[a-z]{1,3}$'),
  noline text check (noline !~ 'a.c'),
  tail text check (tail ~ '^[^@]{2}$'),
  code char(3) check (code in ('EUR', 'US')),
  flag boolean check (flag),
  either integer check (either < 0 or either is null or either > 5),
  pct numeric(5, 2) check (pct >= 0 and pct <= 100),
  bits bit(3),
  vbits bit varying(3),
  at time(3),
  low integer,
  high integer,
  constraint ordered check (low <= high)
);`;

let types: TestDatabase;
let everything: TestDatabase;
const schemas = new Map<string, Schemas>();
const warnings = new Map<string, readonly string[]>();

beforeAll(async () => {
  types = await modelDatabase("types");
  everything = await modelDatabase("everything");
  await types.run(checks);
  const files = [];
  for (const name of modelFixtures) {
    const fixed = { types, everything }[name];
    const database = fixed ?? (await modelDatabase(name));
    const made = await emitZod(modelSource(await catalogOf(database)));
    if (fixed === undefined) await database[Symbol.asyncDispose]();
    warnings.set(name, made.warnings);
    files.push({ path: `${name}.ts`, content: made.files[0]?.content ?? "" });
  }
  const folder = await compile(files);
  for (const name of modelFixtures)
    schemas.set(
      name,
      (await import(pathToFileURL(join(folder, "out", `${name}.js`)).href)) as Schemas,
    );
});

afterAll(async () => {
  await types[Symbol.asyncDispose]();
  await everything[Symbol.asyncDispose]();
});

function schema(fixture: string, name: string): z.ZodObject {
  const found = schemas.get(fixture)?.[name];
  if (found === undefined) throw new Error(`${fixture} has no ${name}`);
  return found;
}

async function accepts(client: pg.Client, table: string, row: Row): Promise<boolean> {
  const columns = Object.keys(row);
  const sql = `insert into ${table} (${columns.join(", ")}) values (${columns.map((_, index) => `$${index + 1}`).join(", ")})`;
  await client.query("begin");
  try {
    await client.query(sql, Object.values(row));
    return true;
  } catch {
    return false;
  } finally {
    await client.query("rollback");
  }
}

const verdicts: readonly (readonly [column: string, values: readonly unknown[]])[] = [
  ["small", [3, 4, 9, 10, 40_000, 4.5, null, "x"]],
  ["whole", [0, 1, -1, 2_147_483_648]],
  ["big", [10, 9, 10n, "9223372036854775807", "9223372036854775808", "9"]],
  [
    "money",
    [0, 0.004, 0.005, "0.0049999999999999999999", -1, 9999.99, 9999.994, 9999.995, "1e3", "1e4"],
  ],
  ["free", [1.005, "1.0050000000000000000001", "1.00500", -5, "-1e100"]],
  ["tiny", [0, 49, 50, 99_949, 99_950, -99_950, "99949.999"]],
  ["single", [0.1, 0.0999999999, 0.09999, 1e39, 1e-50, 0.2]],
  ["dbl", [0.1, 0.10000000000000002, 0.10000000000000001, -1]],
  ["word", ["a", "ab", "abcd", "abcde", "😀", "😀😀", "ééééé", "a\0b"]],
  ["kind", ["a", "b", "c", "A", "a ", ""]],
  ["other", ["x", "yy", "x y", "abcd", "yyy", "😀😀😀"]],
  ["trimmed", ["", " ", "  a ", "\t", "\u00a0"]],
  ["slug", ["a", "a-b", "a-", "-a", "A", "a\n", "a-b-9", "é"]],
  ["anycase", ["ka", "KA", "\u212aa", "kabcd", "ks", "k\u017f", "xk"]],
  ["noline", ["abc", "a\nc", "a😀c", "ac"]],
  ["tail", ["ab", "😀😀", "😀", "a@", "ab\n"]],
  ["code", ["EUR", "US", "US ", "eur", "EURO", "USD"]],
  ["flag", [true, false, null]],
  ["either", [-1, 0, 5, 6, null]],
  ["pct", [100, 100.004, 100.005, -0.004, -0.005, "NaN"]],
  ["bits", ["101", "10", "1010", "1x1"]],
  ["vbits", ["101", "10", "", "1010"]],
  ["at", ["23:59", "24:01", "12:00:00.123456", "7:00"]],
];

/** Where a schema is stricter than Postgres: other ways to write a value. */
const stricter = new Set(["at 7:00"]);

test("each check that is translated judges as Postgres does", async () => {
  const insert = schema("types", "CheckedInsert");
  const client = new pg.Client({ connectionString: types.url });
  await client.connect();
  try {
    for (const [column, values] of verdicts) {
      for (const value of values) {
        const postgres = await accepts(client, "public.checked", { [column]: value });
        const zod = insert.safeParse({ [column]: value }).success;
        const place = `${column} ${String(value)}`;
        expect(zod, place).toBe(stricter.has(place) ? !postgres : postgres);
      }
    }
    for (const row of [
      { low: 1, high: 2 },
      { low: 2, high: 1 },
      { low: 2 },
      { low: null, high: 1 },
    ])
      expect(insert.safeParse(row).success, JSON.stringify(row)).toBe(
        await accepts(client, "public.checked", row),
      );
    expect(insert.safeParse({ id: 1 }).success).toBe(
      await accepts(client, "public.checked", { id: 1 }),
    );
  } finally {
    await client.end();
  }
  const untold = (warnings.get("types") ?? []).filter((warning) =>
    warning.includes("public.checked"),
  );
  expect(untold).toEqual([]);
});

test("rows of the database are rows of the schemas, whatever type their columns have", async () => {
  await types.run(`
    insert into public.scalars (id, a_money, a_point, a_circle, a_interval_day, a_address, a_row, a_words, a_hstore, a_tsvector, a_small_even, a_int8range, a_bit, a_timetz, a_time_0)
      values (1, 12.5, '(1,2)', '<(1,2),3>', '1 day 2 seconds', '(a,b,ok)', array[row('a', 'b', 'sad')::public.address], '{a,b}', 'a=>1', 'a b', 4, '[1,2)', '1', '10:00+01', '10:00');
    insert into public.arrays (id, some_booleans, some_bigints, some_numerics, some_varchars, some_uuids, some_dates, some_timestamps, some_jsons, some_byteas, some_percents, deep)
      values (1, '{t,f}', '{1,2}', '{1.5,2}', '{a,b}', array[gen_random_uuid()], '{2026-01-01}', array[now()], array['{"a": 1}'::jsonb], array['\\x00'::bytea], '{1,2}', '{1,2}');
    insert into public.generated (a) values (1)`);
  for (const [table, name] of [
    ["scalars", "Scalar"],
    ["arrays", "ArrayModel"],
    ["generated", "GeneratedModel"],
  ] as const) {
    const rows = await types.run(`select * from public.${table}`);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const { success, error } = schema("types", name).safeParse(row);
      expect(success, error?.message).toBe(true);
      expect(Object.keys(schema("types", name).shape)).toEqual(Object.keys(row));
    }
  }
  const [row = {}] = await types.run("select * from public.scalars");
  for (const wrong of [
    { a_bigint: 1 },
    { a_timestamptz: "2026-01-01" },
    { a_mood: "bad" },
    { a_boolean: null },
    { a_point: "(1,2)" },
  ])
    expect(
      schema("types", "Scalar").safeParse({ ...row, ...wrong }).success,
      JSON.stringify(wrong),
    ).toBe(false);
});

test("what an insert leaves out, and what it may not say", async () => {
  const client = new pg.Client({ connectionString: everything.url });
  await client.connect();
  try {
    const least = { email: "a@b", display_name: "Ann" };
    const rows: readonly Row[] = [
      least,
      { email: "a@b" },
      { ...least, display_name: null },
      { ...least, role: "guest" },
      { ...least, balance: -0.01 },
      { ...least, rating: 5.1 },
      { ...least, search: "x" },
      { ...least, nonsense: 1 },
      {
        ...least,
        settings: { a: [1, null] },
        last_ip: "10.0.0.0/8",
        birthday: "2020-02-29",
        avatar: Buffer.from("x"),
      },
      { ...least, last_ip: "10.0.0.300" },
    ];
    for (const row of rows)
      expect(schema("everything", "UserInsert").safeParse(row).success, JSON.stringify(row)).toBe(
        await accepts(client, "auth.users", row),
      );
    expect(schema("everything", "UserUpdate").safeParse({ rating: 4 }).success).toBe(true);
    expect(schema("everything", "UserUpdate").safeParse({ rating: 6 }).success).toBe(false);
  } finally {
    await client.end();
  }
  // citext compares in its own way, and dates come in many
  expect(warnings.get("everything")).toContain(
    "constraint tasks_dates of public.tasks: CHECK ((starts_on <= ends_on))",
  );
  expect(warnings.get("everything")?.some((warning) => warning.includes("email_check"))).toBe(true);
});
