import { expect, test } from "vitest";
import { destructive } from "../../../src/sql/destructive.ts";
import { parseScript } from "../../../src/sql/parse.ts";

async function summary(sql: string): Promise<string | undefined> {
  const [statement] = await parseScript(sql);
  if (statement === undefined) throw new Error("no statement");
  return (await destructive(statement))?.summary;
}

test.each([
  ['drop table a, "B c".d', 'Drop table `a`, `"B c".d`.'],
  ["drop table a cascade", "Drop table `a` and what depends on it."],
  ["drop materialized view app.m", "Drop materialized view `app.m`."],
  ["drop schema s cascade", "Drop schema `s` and what depends on it."],
  ["drop index concurrently i", "Drop index `i`."],
  ["drop function f(int)", "Drop function `f`."],
  ["drop type t", "Drop type `t`."],
  ["drop policy p on app.t", "Drop policy `p on app.t`."],
  ["drop trigger g on t", "Drop trigger `g on t`."],
  ["drop extension e", "Drop extension `e`."],
  ["drop database d", "Drop database `d`."],
  ["drop tablespace d", "Drop tablespace `d`."],
  ["drop role a, b", "Drop role `a`, `b`."],
  ["drop owned by current_user", "Drop everything owned by `current_user`."],
  ["drop subscription s", "Drop subscription `s`."],
  ["drop user mapping for u server s", "Drop the user mapping for server `s`."],
  ["truncate a, b", "Delete all rows of `a`, `b`."],
  ["delete from t", "Delete rows without a condition in `t`."],
  ["delete from t where true", "Delete rows without a condition in `t`."],
  ["delete from t where 1 = 1", "Delete rows without a condition in `t`."],
  ["delete from t where 'a' = 'a' and not false", "Delete rows without a condition in `t`."],
  ["delete from t where id = id", "Delete rows without a condition in `t`."],
  ["delete from t where id = 1 or true", "Delete rows without a condition in `t`."],
  ["delete from t where a is null or a is not null", "Delete rows without a condition in `t`."],
  ["delete from t where $1", "Delete rows without a condition in `t`."],
  ["update t set a = 1", "Overwrite rows without a condition in `t`."],
  [
    "update app.t set a = 1 where exists (select 1)",
    "Overwrite rows without a condition in `app.t`.",
  ],
  [
    "with d as (delete from t returning *) insert into u select * from d",
    "Delete rows without a condition in `t`.",
  ],
  ["explain analyze delete from t", "Delete rows without a condition in `t`."],
  ["prepare x as delete from t", "Delete rows without a condition in `t`."],
  [
    "merge into t using s on true when matched then delete",
    "Delete rows without a condition in `t`.",
  ],
  [
    "merge into t using s on t.id = s.id when not matched by source then delete",
    "Delete rows without a condition in `t`.",
  ],
  [
    "alter table t drop column a, alter b type int",
    "Drop column `a` of `t`. Change the type of column `b` of `t`.",
  ],
  ["alter table t drop constraint c", "Drop constraint `c` of `t`."],
  ["alter table t detach partition p", "Detach a partition of `t`."],
  ["alter table t disable row level security", "Switch off row-level security of `t`."],
  ["alter type c drop attribute a", "Drop column `a` of `c`."],
  ["revoke select on t from r", "Revoke privileges on `t`."],
  ["revoke a from b", "Revoke membership from `b`."],
  ["refresh materialized view m with no data", "Empty materialized view `m`."],
  ["select lo_unlink(1)", "Call `lo_unlink`."],
  ["do $$ begin delete from t; end $$", "Delete rows without a condition in `t`."],
  [
    "do $$ begin if true then for x in 1..2 loop truncate t; end loop; end if; end $$",
    "Delete all rows of `t`.",
  ],
  ["do $$ begin execute 'drop table t'; end $$", "Drop table `t`."],
  [
    "do $$ begin execute 'drop table ' || 't'; end $$",
    "Run SQL that a DO block puts together at run time.",
  ],
  ["do $$ begin execute 'do ''begin drop table t; end'''; end $$", "Drop table `t`."],
  ["do $$ nonsense $$", "Run a DO block that cannot be read beforehand."],
  ["do language plperl 'x'", "Run a DO block that cannot be read beforehand."],
])("%s", async (sql, expected) => {
  expect(await summary(sql)).toBe(expected);
});

test.each([
  "select 1",
  "delete from t where id = 1",
  "delete from t where id = any ($1) or name = 'x'",
  "delete from t using s where s.id = t.id",
  "delete from t where current of c",
  "update t set a = b where a is null",
  "insert into t values (1)",
  "create table t (a int)",
  "create function f() returns void language sql as 'delete from t'",
  "create rule r as on delete to t do instead delete from u",
  "alter table t add column a int, alter b drop not null",
  "explain delete from t",
  "merge into t using s on t.id = s.id when matched then delete when not matched then insert values (1)",
  "grant select on t to r",
  "do $$ begin update t set a = 1 where id = 2; end $$",
])("%s destroys nothing", async (sql) => {
  expect(await summary(sql)).toBeUndefined();
});

test("names what cannot be seen", async () => {
  expect(await summary('drop table "a\u202eb`"')).toBe('Drop table `"a\\u{202e}b\\u{60}"`.');
});

test("lists the objects once", async () => {
  const [statement] = await parseScript("with a as (delete from t), b as (delete from t) select 1");
  expect(statement && (await destructive(statement))).toEqual({
    summary: "Delete rows without a condition in `t`.",
    objects: ["t"],
  });
});
