import { expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { compareDeletes } from "../src/schema/deletion/random-deletes.ts";
import { scene } from "../src/schema/integrity/scene.ts";

test.each(majors)("Postgres %i: deletes go as foretold", async (major) => {
  expect(await compareDeletes(60, major, await cluster(major))).toBeGreaterThan(5);
});

const SETUP = `
  create extension amcheck;
  grant execute on function bt_index_check(regclass, boolean) to public;
  create function fold(t text) returns text immutable language sql as 'select lower(t)';
  create table parents (id serial primary key);
  create table children (id int primary key, parent_id int references parents on delete set null, word text check (fold(word) <> 'y'));
  create unique index words on children (fold(word));
  create table parts (id int, at timestamptz) partition by range (at);
  create table parts_1 partition of parts for values from ('2024-01-01') to ('2025-01-01');
  insert into parents values (1), (2);
  insert into children values (1, 1, 'A'), (2, 2, 'b');
  insert into parts values (1, '2024-06-01');
  set session_replication_role = replica;
  update children set parent_id = 9 where id = 2;
  set session_replication_role = origin;
  alter table children add constraint even check (id % 2 = 0) not valid;
  create or replace function fold(t text) returns text immutable language sql as $$ select 'y' $$`;

test.each(majors)("Postgres %i: rows are held against the schema", async (major) => {
  await using on = await scene(SETUP, await cluster(major));
  expect((await on.keys()).toSorted()).toEqual([
    "damaged-indexes:public.words",
    "duplicates:public.children:words 1",
    "not-valid:public.children:even 1",
    "orphans:public.children:children_parent_id_fkey 1",
    "sequences:public.parents:id",
    "violated-checks:public.children:children_word_check 2",
  ]);
  expect((await on.check()).skipped).toEqual([]);
});
