import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import type { HypotheticalIndex, Twin } from "../../../src/core/twin.ts";
import type { OpenDeps } from "../../../src/deps/open-deps.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { planOf, twinHome } from "./fixture.ts";

const home = twinHome();
const never = new AbortController().signal;
let database: TestDatabase;
let deps: OpenDeps;
let original: Session;
let twin: Twin;

/** One of everything that a twin has to stand. */
const setup = `
  create schema "Odd Schema";
  create extension pg_trgm schema "Odd Schema";
  create type mood as enum ('sad', 'happy');
  create domain positive as int check (value > 0);
  create collation numeric_order (provider = icu, locale = 'en-u-kn');
  create table "Odd Schema"."Odd ""Table""" ("Id" int primary key, "Select" text, mood mood, n positive,
    doubled int generated always as (n * 2) stored, code text collate numeric_order, trigrams text);
  insert into "Odd Schema"."Odd ""Table""" ("Id", "Select", mood, n, code, trigrams)
    select i, 's' || i, (array['sad', 'happy'])[1 + i % 2]::mood, i, 'c' || i, md5(i::text) from generate_series(1, 5000) i;
  create index "Odd Index" on "Odd Schema"."Odd ""Table""" (lower("Select"), n desc) where mood = 'happy';
  create index on "Odd Schema"."Odd ""Table""" using gin (trigrams "Odd Schema".gin_trgm_ops);
  create view "Odd Schema".v as select "Id", doubled from "Odd Schema"."Odd ""Table""";
  create materialized view filled as select "Id" as id, mood from "Odd Schema"."Odd ""Table""";
  create unique index on filled (id);
  create materialized view unfilled as select 1 as id with no data;
  create table never_analyzed (id int primary key, v text);
  create table empty (id int primary key, v text);
  create unlogged table unlogged (id int, v text);
  insert into unlogged select i, 'v' from generate_series(1, 1000) i;
  create table parent (id int, kind text);
  create table child (extra int) inherits (parent);
  insert into parent select i, 'p' from generate_series(1, 500) i;
  insert into child select i, 'c', i from generate_series(1, 2000) i;
  create function twice(int) returns int language sql immutable as 'select $1 * 2';
  create table secret (id int primary key, owner text default current_user);
  insert into secret select i, 'o' from generate_series(1, 1000) i;
  alter table secret enable row level security;
  create policy nobody on secret using (false);
  create function note() returns trigger language plpgsql as 'begin return new; end';
  create trigger note before update on secret for each row execute function note();
  comment on table secret is 'nobody reads it';
  analyze; insert into never_analyzed select i, 'x' from generate_series(1, 3000) i`;

beforeAll(async () => {
  database = await testDatabase(setup);
  await database.runAsSuperuser(`
    create extension postgres_fdw;
    create server elsewhere foreign data wrapper postgres_fdw;
    create foreign table remote (id int) server elsewhere;
    create type coordinates;
    create function coordinates_in(cstring) returns coordinates language internal immutable strict as 'int4in';
    create function coordinates_out(coordinates) returns cstring language internal immutable strict as 'int4out';
    create type coordinates (input = coordinates_in, output = coordinates_out, like = int4);
    create table places (id int primary key, at coordinates);
    create table visits (id int primary key, place int references places);
    grant select on places, visits to public;
    analyze places, visits`);
  await database.run(`alter role current_user set search_path = "Odd Schema", public;
    alter role current_user set random_page_cost = 1.25; alter role current_user set jit = off`);
  deps = home.deps(database.url);
  original = await deps.session({ intent: "read", signal: never });
  twin = await deps.twin({ signal: never });
});
afterAll(async () => {
  await twin?.[Symbol.asyncDispose]();
  await original?.[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

test("what cannot be made here is named, with all that needs it", () => {
  const objects = twin.missing.map(({ object }) => object);
  for (const object of ["type public.coordinates", "table public.places", "table public.remote"])
    expect(
      objects.some((name) => name.startsWith(object)),
      `${object} in ${objects.join("; ")}`,
    ).toBe(true);
  expect(
    objects.filter((name) => /Odd|secret|parent|child|unlogged|never_analyzed|empty/.test(name)),
  ).toEqual([]);
});

test.each([
  `select * from "Odd ""Table""" where "Id" = 7`,
  `select * from "Odd ""Table""" where lower("Select") = 's8' and mood = 'happy' order by n desc`,
  `select * from "Odd ""Table""" where trigrams like '%abc%'`,
  `select * from "Odd ""Table""" where doubled = twice(7) and code > 'c100'`,
  'select * from v where "Id" < 100',
  "select * from filled where id = 7",
  "select count(*) from unfilled",
  "select * from never_analyzed where id = 7",
  "select * from never_analyzed join empty using (id)",
  "select * from empty",
  "select * from unlogged where id = 8",
  "select * from parent where kind = 'c'",
  "select * from secret where id = 5",
  "update secret set owner = 'x' where id = 5",
  "select * from visits",
])("%s is planned as on the original", async (sql) => {
  expect(await planOf(twin.session, sql)).toEqual(await planOf(original, sql));
});

test("settings and the search path are the session's of the original", async () => {
  const ask =
    "select current_setting('random_page_cost') as cost, current_setting('jit') as jit, current_schemas(false)::text as path";
  expect(await twin.session.query(ask)).toEqual(await original.query(ask));
});

test.each([
  "create index on filled (mood)",
  "create index on unfilled (id)",
  "create index on never_analyzed using hash (v)",
  "create index on empty using brin (id)",
  `create index on "Odd ""Table""" using gist (trigrams gist_trgm_ops)`,
  `create index on "Odd ""Table""" using spgist ("Select")`,
  `create index on "Odd ""Table""" ((twice(n))) include (code) with (fillfactor = 70)`,
  `create unique index if not exists "Mine; drop" on "Odd ""Table""" (mood) nulls not distinct`,
  "create index on only parent (kind)",
  "create index on unlogged using gin (v gin_trgm_ops)",
])("%s is made, hidden and dropped", async (sql) => {
  const [index] = await twin.createIndexes([sql]);
  expect(index).not.toBeInstanceOf(Error);
  const { name, bytes } = index as HypotheticalIndex;
  expect(bytes).toBeGreaterThan(0);
  await twin.show([]);
  await twin.show([name]);
  await twin.dropIndexes([name]);
  await expect(twin.show([name])).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test.each([
  "create index on visits (id); drop table visits",
  "select 1",
  "create table t (id int)",
  "alter table visits add primary key (id)",
  "create index on",
])("%s is no hypothetical index", async (sql) => {
  expect(await twin.createIndexes([sql])).toEqual([
    expect.objectContaining({ code: "INVALID_SQL" }),
  ]);
});
