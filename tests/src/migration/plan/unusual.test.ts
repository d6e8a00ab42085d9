import { afterAll, beforeAll, expect, test } from "vitest";
import { carryOut, stepsOf } from "./carry-out.ts";
import { harness } from "./harness.ts";
import type { Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create schema "My App"; create schema other;
    create table "My App"."User List" ("Id" int primary key, "Full Name" text, "e""mail" text default 'x');
    insert into "My App"."User List" select i, 'n' || i, 'e' || i from generate_series(1, 10) i;
    create table "My App"."Orders" ("Id" bigserial primary key, "User" int not null references "My App"."User List");
    insert into "My App"."Orders" ("User") select i from generate_series(1, 10) i;
    create table other.nokey (a int, b text);
    insert into other.nokey select i % 7, 'b' || i from generate_series(1, 10) i;
    create table events (id bigint generated always as identity, at date not null, n int, primary key (id, at)) partition by range (at);
    create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01');
    create table events_rest partition of events default;
    insert into events (at, n) select date '2026-01-01' + i, i from generate_series(1, 50) i;
    create table lists (id int, region text not null) partition by list (region);
    create table lists_eu partition of lists for values in ('de', 'fr');
    create table lists_us partition of lists for values in ('us', null);
    insert into lists select i, (array['de', 'fr', 'us'])[1 + i % 3] from generate_series(1, 10) i;
    create table hashed (id int primary key) partition by hash (id);
    create table hashed_0 partition of hashed for values with (modulus 2, remainder 0);
    create table hashed_1 partition of hashed for values with (modulus 2, remainder 1);
    create table animal (id int primary key, name text);
    create table dog (bark int) inherits (animal);
    insert into animal select i, 'a' || i from generate_series(1, 5) i;
    insert into dog select 100 + i, 'd' || i, i from generate_series(1, 5) i;
    create type mood as enum ('sad', 'ok');
    create domain email as text check (value like '%@%');
    create domain positive as int not null check (value > 0);
    create table people (id int primary key, mail email, moods mood[] default '{ok}', points positive default 1);
    insert into people select i, 'p' || i || '@x', '{sad,ok}', i from generate_series(1, 10) i;
    create table watched (id int primary key, v int);
    insert into watched select i, i from generate_series(1, 10) i;
    create publication pub for table watched (id, v), people where (id > 3);
    create view v_watched as select w.id, w.v, p.mail from watched w join people p on p.id = w.id;
    create unlogged table cache (k text primary key);
    insert into cache values ('k');
    analyze;`);
});
afterAll(() => on[Symbol.asyncDispose]());

/** None of them holds others up, and each is taken back from every step. */
const cases: readonly string[] = [
  `alter table "My App"."User List" alter column "Id" type bigint`,
  `alter table "My App"."Orders" alter column "Id" type uuid`,
  `alter table "My App"."Orders" drop constraint "Orders_pkey", add primary key ("Id", "User")`,
  "alter table other.nokey alter a type bigint, add column id bigserial primary key",
  "alter table events add column token uuid default gen_random_uuid()",
  "alter table events detach partition events_1",
  "alter table lists detach partition lists_us",
  "alter table hashed detach partition hashed_0",
  "alter table animal add column age int not null default 3, alter name set not null",
  "alter table watched alter v type bigint",
  "alter table people alter moods type text[], alter points type bigint",
];

test.each(cases)("%s", async (sql) => {
  const plan = await on.plan({ sql });
  const end = await carryOut(on, plan);
  expect(end === "" || end === plan.fingerprint_after).toBe(true);
  expect(stepsOf(plan).filter(({ rewrites }) => rewrites)).toEqual([]);
});

test("a constraint of a domain holds for new values before others have to wait for it", async () => {
  const sql = "alter domain email add constraint short check (length(value) < 50)";
  const { phases, findings } = await on.plan({ sql });
  expect(phases.map(({ name }) => name)).toEqual(["expand", "verify"]);
  expect(findings.map(({ rule, object }) => `${rule} ${object}`)).toEqual([
    "heavy-lock public.people",
  ]);
});

test("a table that is emptied is no table that is written anew while others wait", async () => {
  const { findings, irreversible } = await on.plan({ sql: "truncate cache" });
  expect(findings.filter(({ level }) => level === "error")).toEqual([]);
  expect(irreversible).toHaveLength(1);
});

test("locks are on what others use", async () => {
  const sql =
    "create table notes (id int primary key, task int); create index on notes (task); alter table notes alter task type bigint";
  const steps = stepsOf(await on.plan({ sql }));
  expect(steps.flatMap(({ locks, rewrites, scans }) => [...locks, rewrites || scans])).toEqual(
    steps.map(() => false),
  );
});
