import { afterAll, beforeAll, expect, test } from "vitest";
import { integrityChecks } from "../../../../src/schema/integrity/checks/index.ts";
import { scene, type Scene } from "./scene.ts";

/** Each check has a schema where something is wrong and the same without it in `well`. */
const SETUP = `
create schema sick; create schema well;
create extension amcheck;
grant execute on function bt_index_check(regclass, boolean, boolean) to public;
create function sick.fold(t text) returns text immutable language sql as $$ select lower(t) $$;
create function sick.slot(n int) returns int immutable language sql as $$ select n $$;
create function sick.fits(n int) returns boolean immutable language sql as $$ select n > 0 $$;
create type sick.mood as enum ('glad', 'sad', 'angry');
create type well.mood as enum ('glad', 'sad');
create type well.task_status as enum ('open', 'done');
create type sick.task_status as enum ('open', 'done');

-- orphans: two past the triggers, one by a composite key of MATCH FULL, one not enforced
create table sick.parents (id int primary key, a int, b int, unique (a, b));
create table sick.children (id int primary key, parent_id int references sick.parents, a int, b int,
  constraint pair foreign key (a, b) references sick.parents (a, b) match full,
  loose int, constraint loose foreign key (loose) references sick.parents not enforced);
create table sick.silent (id int primary key, parent_id int references sick.parents);
create table well.parents (id int primary key, a int, b int, unique (a, b));
create table well.children (id int primary key, parent_id int references well.parents, a int, b int,
  constraint pair foreign key (a, b) references well.parents (a, b) match full);
insert into sick.parents values (1, 1, 1), (2, 2, 2); insert into well.parents table sick.parents;
insert into well.children values (1, 1, 1, 1), (2, 2, null, null), (3, null, 2, 2);
insert into sick.children values (1, 1, 1, 1), (2, 1, null, null), (3, 1, 2, 2);
set session_replication_role = replica;
update sick.children set parent_id = 77 where id > 1;
update sick.children set b = null where id = 3;
set session_replication_role = origin;
update sick.children set loose = 99 where id = 1;
alter table sick.silent disable trigger all;

-- undeclared keys
create table sick.users (id uuid primary key, name text);
create table sick.orders (id int primary key, user_id uuid not null, made_by uuid, parent_id int);
create table sick.legacy (id int primary key, user_id text);
create table well.users (id uuid primary key, name text);
create table well.orders (id int primary key, user_id uuid not null references well.users, external_id text, subject_id int, subject_type text);
create function pg_temp.u(i int) returns uuid language sql as $$ select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid $$;
insert into sick.users select pg_temp.u(i), null from generate_series(1, 10) i; insert into well.users table sick.users;
insert into sick.orders select i, pg_temp.u(i), pg_temp.u(i % 10 + 1), nullif(i - 1, 0) from generate_series(1, 11) i;
insert into sick.legacy select i, pg_temp.u(i)::text from generate_series(1, 5) i;
insert into well.orders select i, pg_temp.u(i), 'x' || i, i, null from generate_series(1, 10) i;

-- duplicates
create table sick.accounts (id int primary key, email text, created_at timestamptz);
create unique index on sick.accounts (email);
create table sick.posts (id int primary key, slug text, account_id int references sick.accounts, title text);
create table sick.follows (follower_id int references sick.accounts, followed_id int references sick.accounts, created_at timestamptz);
create table sick.unbuilt (id int primary key, number text not null);
create table sick.folded (id int primary key, word text);
create unique index folded_word on sick.folded (sick.fold(word));
create table well.accounts (id int primary key, email text unique, created_at timestamptz);
create table well.posts (id int primary key, slug text not null unique, account_id int not null references well.accounts, title text not null, code text not null);
create table well.follows (follower_id int references well.accounts, followed_id int references well.accounts, primary key (follower_id, followed_id));
insert into sick.accounts select i, case when i < 3 then repeat('X', i % 2) || 'xx@y' else i || '@y' end, '2024-01-01' from generate_series(1, 9) i;
update sick.accounts set email = 'A@y' where id = 1; update sick.accounts set email = 'a@y' where id = 2;
insert into sick.posts select i, 's' || greatest(i, 3), null, case when i < 12 then 'same' else 'title ' || i end from generate_series(1, 30) i;
insert into sick.follows values (1, 2, null), (1, 2, null), (2, 3, null), (3, 1, null);
insert into sick.unbuilt values (1, 'n'), (2, 'n'), (3, 'm');
insert into sick.folded values (1, 'A'), (2, 'b');
insert into well.accounts select i, i || '@y', '2024-01-01' from generate_series(1, 9) i;
insert into well.posts select i, 's' || i, i % 3 + 1, 'same', 'c' || i % 3 from generate_series(1, 30) i;
insert into well.follows values (1, 2), (2, 3), (3, 1);

-- not valid
create table sick.doubts (id int primary key, n int, p int);
insert into sick.doubts select i, i - 2, 5 from generate_series(1, 4) i;
alter table sick.doubts add constraint positive check (n > 0) not valid, add constraint p_there foreign key (p) references sick.parents not valid,
  add constraint small check (n < 100) not valid;
alter table sick.doubts add constraint n_there not null n not valid;
create table well.doubts (id int primary key, n int check (n > 0), p int references well.parents);
insert into well.doubts values (1, 1, 1), (2, null, null);

-- checks and generated columns whose function was replaced
create table sick.promises (id int primary key, n int check (sick.fits(n)), twice int generated always as (sick.slot(n)) stored);
insert into sick.promises values (1, 5), (2, 50);
create table well.promises (id int primary key, n int check (n > 0), twice int generated always as (n * 2) stored);
insert into well.promises values (1, 5), (2, null);

-- nullable
create table sick.loose (id int primary key, owner text, deleted_at timestamptz);
create table well.loose (id int primary key, owner text, deleted_at timestamptz);
insert into sick.loose select i, 'o' || i, now() from generate_series(1, 30) i;
insert into well.loose select i, nullif('o' || i, 'o7'), now() from generate_series(1, 30) i;

-- drift
create table sick.tasks (id int primary key, status text, kind text, mood sick.mood);
create table well.tasks (id int primary key, status text, kind text, mood well.mood);
create table sick.kinds (code text primary key); create table well.kinds (code text primary key);
insert into sick.kinds values ('bug'), ('chore'); insert into well.kinds table sick.kinds;
insert into sick.tasks select i, (array['open', 'done', 'Done ', 'gone'])[case when i < 4 then i + 1 else i % 2 + 1 end], (array['bug', 'chore', 'bugg'])[case i when 1 then 3 else i % 2 + 1 end], 'glad' from generate_series(1, 120) i;
insert into well.tasks select i, (array['open', 'done', null])[i % 3 + 1], (array['bug', 'chore', null])[i % 3 + 1], (array['glad', 'sad', null])[i % 3 + 1]::well.mood from generate_series(1, 120) i;

-- time
create table sick.times (id int primary key, created_at timestamp not null, updated_at timestamp not null, seen_at timestamptz, starts_at timestamptz, ends_at timestamptz);
create table well.times (id int primary key, created_at timestamptz not null, updated_at timestamptz not null, starts_at timestamptz, ends_at timestamptz);
insert into sick.times values (1, '2024-01-02', '2024-01-01', null, '2024-01-02', '2024-01-01'), (2, (now() at time zone 'UTC') + interval '5 hours', now() + interval '9 years', null, null, null);
insert into well.times values (1, '2024-01-02', '2024-01-02', '2024-01-02', '2024-01-03'), (2, now(), now(), null, '2099-01-01');

-- sequences
create table sick.counted (id serial primary key, other smallint generated always as identity);
insert into sick.counted (id) select i from generate_series(1, 5) i;
select setval('sick.counted_other_seq', 30000);
create table well.counted (id serial primary key, other int generated always as identity);
insert into well.counted default values; insert into well.counted default values;

-- key types
create table sick.wide (id bigint primary key, code varchar(20) unique);
create table sick.narrow (id int primary key, wide_id int references sick.wide, code text references sick.wide (code));
create table well.wide (id bigint primary key);
create table well.narrow (id int primary key, wide_id bigint references well.wide);

-- partitions
create table sick.parts (id int, slot int) partition by list (sick.slot(slot));
create table sick.parts_1 partition of sick.parts for values in (1); create table sick.parts_2 partition of sick.parts for values in (2);
insert into sick.parts values (1, 1), (2, 2);
create table well.parts (id int, slot int) partition by list (slot);
create table well.parts_1 partition of well.parts for values in (1, null);
insert into well.parts values (1, 1), (2, null);

create or replace function sick.fold(t text) returns text immutable language sql as $$ select 'x' $$;
create or replace function sick.slot(n int) returns int immutable language sql as $$ select n * 2 $$;
create or replace function sick.fits(n int) returns boolean immutable language sql as $$ select n < 20 $$;
`;

let on: Scene;
beforeAll(async () => {
  on = await scene(SETUP);
  await on.database
    .run("create unique index concurrently unbuilt_number on sick.unbuilt (number)")
    .catch(() => {});
});
afterAll(() => on[Symbol.asyncDispose]());

test("nothing is found where nothing is wrong", async () => {
  const { findings, skipped } = await on.check();
  expect(findings.filter(({ key }) => key.includes("well."))).toEqual([]);
  expect(skipped).toEqual([]);
});

/** Keys and counts of what each check finds, in no order. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  orphans: [
    "sick.children:children_parent_id_fkey 2",
    "sick.children:loose 1",
    "sick.children:pair 1",
    "sick.silent:silent_parent_id_fkey",
  ],
  "undeclared-keys": [
    "sick.orders:user_id 1",
    "sick.orders:made_by",
    "sick.orders:parent_id",
    "sick.legacy:user_id",
  ],
  duplicates: [
    "sick.accounts:email 1",
    "sick.posts:slug 2",
    "sick.follows:followed_id,follower_id 1",
    "sick.unbuilt:unbuilt_number 1",
    "sick.folded:folded_word 1",
  ],
  "not-valid": [
    "sick.doubts:positive 2",
    "sick.doubts:p_there 4",
    "sick.doubts:n_there",
    "sick.doubts:small",
  ],
  "violated-checks": ["sick.promises:promises_n_check 1", "sick.promises:twice 2"],
  nullable: ["sick.loose", "sick.posts", "sick.tasks"],
  drift: [
    "sick.tasks:status 2",
    "sick.tasks:kind 1",
    "sick.tasks:status:spelling 1",
    "sick.tasks:mood",
  ],
  "time-zones": [
    "sick.times",
    "sick.times:created_at 1",
    "sick.times:updated_at 1",
    "sick.times:updated_at:order 1",
    "sick.times:ends_at:order 1",
  ],
  sequences: ["sick.counted:id", "sick.counted:other:end"],
  "key-types": ["sick.narrow:narrow_wide_id_fkey:wide_id", "sick.narrow:narrow_code_fkey:code"],
  "damaged-indexes": ["sick.folded_word"],
  partitions: ["sick.parts_1 1", "sick.parts_2 1"],
};

test.each(Object.entries(EXPECTED))("%s", async (check, keys) => {
  expect((await on.keys(check)).toSorted()).toEqual(
    keys.map((key) => `${check}:${key}`).toSorted(),
  );
});

test("every check has its scenes", () => {
  expect(Object.keys(EXPECTED)).toEqual(integrityChecks.map(({ id }) => id));
});
