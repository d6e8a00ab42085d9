import { afterAll, beforeAll, expect, test } from "vitest";
import { readSchemaFacts } from "../../../../src/rules/facts/read-schema-facts.ts";
import type { SchemaFacts } from "../../../../src/rules/facts/schema.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

const SCHEMA = `
  create table narrow (id int primary key, state text, at timestamptz);
  insert into narrow select i, (array['open', 'done'])[1 + i % 2], now() + i * interval '1 s' from generate_series(1, 100000) i;
  create index narrow_state on narrow (state);
  create index narrow_at on narrow (at) include (id);
  create index narrow_few on narrow (at) where id % 10 = 0;
  create index narrow_loose on narrow (id) with (fillfactor = 50);
  create index narrow_lower on narrow (lower(state));
  create table unseen (id int primary key);
  create table wide (id bigint, a text, b numeric, c jsonb, d uuid, e boolean, f text) with (fillfactor = 80);
  insert into wide select i, md5(i::text), i * 1.5, '{"a": 1}', gen_random_uuid(), true, case when i % 3 = 0 then repeat('x', 60) end from generate_series(1, 50000) i;
  create unique index wide_d on wide (d);
  create index wide_f on wide (f);
  create index wide_a on wide (a, b)`;

let database: TestDatabase;
let facts: SchemaFacts;
beforeAll(async () => {
  database = await testDatabase(SCHEMA);
  for (const table of ["narrow", "wide"]) await database.run(`vacuum analyze ${table}`);
  facts = await inSession(database.url, async (session) => {
    const read = await readSchemaFacts(session, {
      model: undefined,
      neon: undefined,
      ofText: undefined,
      sample: false,
      mostPolicies: 0,
      signal: new AbortController().signal,
      shadow: () => Promise.reject(new Error("no policies are planned here")),
      progress: () => {},
    });
    return read.facts;
  });
});
afterAll(() => database[Symbol.asyncDispose]());

test.each([
  "narrow_pkey",
  "narrow_state",
  "narrow_at",
  "narrow_few",
  "narrow_loose",
  "wide_d",
  "wide_f",
  "wide_a",
])("a new index takes about what the arithmetic says: %s", (name) => {
  const known = facts.indexes.get(`public.${name}`);
  expect((known?.bytes ?? 0) / (known?.idealBytes ?? 0)).toBeGreaterThan(0.7);
  expect((known?.bytes ?? 0) / (known?.idealBytes ?? 0)).toBeLessThan(1.4);
});

test.each(["narrow", "wide"])("a new table takes about what the arithmetic says: %s", (name) => {
  const known = facts.tables.get(`public.${name}`);
  expect((known?.bytes ?? 0) / (known?.idealBytes ?? 0)).toBeGreaterThan(0.8);
  expect((known?.bytes ?? 0) / (known?.idealBytes ?? 0)).toBeLessThan(1.3);
});

test("of what ANALYZE has not seen nothing is said", () => {
  expect(facts.tables.get("public.unseen")).toMatchObject({ idealBytes: undefined });
  expect(facts.indexes.get("public.unseen_pkey")).toMatchObject({ idealBytes: undefined });
  expect(facts.indexes.get("public.narrow_lower")).toMatchObject({ idealBytes: undefined });
});
