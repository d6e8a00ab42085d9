import { afterAll, beforeAll, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create domain positive as int check (value > 0);
    create type level as enum ('low', 'high');
    create table parts (
      id int primary key, code text not null unique, size positive not null, low int not null, high int not null,
      level level not null, kind text not null check (kind in ('a', 'b')), check (low < high), unique (low, high));
    create table uses (part_id int not null references parts, parent_id int references parts deferrable initially deferred, primary key (part_id));
    create table nodes (id int primary key, parent_id int references nodes);
    create table log (at date not null, note text) partition by range (at);
    create table log_1 partition of log for values from ('2026-01-01') to ('2026-02-01');
    create materialized view kinds as select kind, count(*) as n from parts group by kind;
    create function size_of(part int) returns int stable language sql as 'select size from parts where id = part';
    create table points (at point not null, tree jsonb, tags text[]);
    insert into points values ('(1,1)', '{"a": "b"}', '{x}');
    insert into nodes values (1, null), (2, 1), (3, 2);
    insert into log values ('2026-01-05', 'x');
    analyze`);
});
afterAll(() => on[Symbol.asyncDispose]());

test.each([
  ["a unique column", "select distinct code from parts", "select code from parts"],
  ["a key of two", "select low, high from parts group by low, high", "select low, high from parts"],
  ["a domain", "select id from parts where size > 0", "select id from parts"],
  ["a check of two columns", "select id from parts where high > low", "select id from parts"],
  ["an enum", "select id from parts where level in ('low', 'high')", "select id from parts"],
  ["a check of one", "select id from parts where kind = 'a' or kind = 'b'", "select id from parts"],
  [
    "a reference that is checked late",
    "select u.parent_id from uses u join parts p on p.id = u.parent_id",
    "select parent_id from uses where parent_id is not null",
  ],
  [
    "a partition bound",
    "select note from log where at >= '2026-01-01'",
    "select note from log where at < '2026-02-01'",
  ],
  [
    "a materialized view",
    "select kind, n from kinds",
    "select kind, count(*) from parts group by kind",
  ],
  [
    "a function that reads",
    "select size_of(part_id) from uses",
    "select p.size from uses join parts p on p.id = part_id",
  ],
])("what %s makes the same is the same", async (_, original, rewritten) => {
  const result = await on.compare({ original, rewritten });
  expect(result.counterexample, JSON.stringify(result.counterexample)).toBeUndefined();
  expect(result.verdict, result.notes.join()).toBe("same on this data and on adversarial rows");
});

test.each([
  ["select tags[1] from points", "select unnest(tags) from points"],
  ["select tree ->> 'a' from points", "select tree ->> 'a' from points where tree ? 'a'"],
  ["select note from log", "select note from log_1 where at < '2026-01-31'"],
  [
    "select n from kinds where kind = 'a'",
    "select coalesce(sum(n), 0)::bigint from kinds where kind = 'a'",
  ],
])("%s, %s: found, and shrunk to a few rows", async (original, rewritten) => {
  await on.database.run("refresh materialized view kinds");
  const { verdict, counterexample } = await on.compare({ original, rewritten });
  expect(verdict).toBe("different");
  expect(counterexample?.rows?.length ?? 0).toBeLessThan(3);
});

test("a recursion that does not end on rows in a circle is left out, and said", async () => {
  const walk = (keyword: string): string =>
    `with recursive up as (select id, parent_id from nodes where id > 0 union all
       select n.id, n.parent_id ${keyword} up join nodes n on n.id = up.parent_id) select id from up`;
  const { verdict, notes } = await on.compare({ original: walk("from"), rewritten: walk("from") });
  expect(verdict).toBe("same on this data and on adversarial rows");
  expect(notes.join()).toContain("did not end");
});

test("a schema that needs what the shadow lacks: said, and the data is compared", async () => {
  await on.database.runAsSuperuser(
    "create function public.c_only(int) returns int immutable language internal as 'int4up'",
  );
  const { verdict, notes } = await on.compare({
    original: "select public.c_only(id) from nodes",
    rewritten: "select id from nodes",
  });
  expect(verdict).toBe("same on this data");
  expect(notes.join()).toContain("the shadow does not take the statements");
});
