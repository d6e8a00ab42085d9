import { expect, test } from "vitest";
import { parseScript } from "../../../src/sql/parse.ts";

const KINDS = {
  read: [
    "select 1",
    "values (1)",
    "table t",
    "with a as (select 1) select * from a",
    "show all",
    "explain delete from t",
    "explain (analyze off) delete from t",
    "explain (analyze, analyze false) delete from t",
    "explain analyze select 1",
    "copy t to stdout",
    "select * from t for update",
  ],
  write: [
    "insert into t values (1)",
    "update t set a = 1",
    "delete from t",
    "merge into t using s on true when matched then delete",
    "truncate t",
    "with a as (delete from t returning *) select * from a",
    "select * into x from t",
    "copy t from stdin",
    "copy (delete from t returning *) to stdout",
    "explain analyze delete from t",
    "explain (analyze) insert into t values (1)",
    "do $$ begin end $$",
    "call p()",
    "execute x",
    "refresh materialized view m",
  ],
  ddl: [
    "create table t (a int)",
    "create table t as select 1",
    "drop table t",
    "alter table t add b int",
    "grant select on t to r",
    "comment on table t is 'x'",
    "create role r",
    "import foreign schema s from server v into p",
  ],
  transaction: [
    "begin",
    "commit",
    "rollback",
    "savepoint a",
    "set transaction read only",
    "set session characteristics as transaction read only",
    "set constraints all deferred",
    "lock t",
  ],
  session: [
    "set a.b = 1",
    "set local statement_timeout = 0",
    "reset all",
    "discard all",
    "listen a",
    "unlisten a",
    "prepare x as select 1",
    "deallocate x",
    "declare c cursor for select 1",
    "fetch c",
    "close c",
    "set role x",
  ],
  utility: [
    "vacuum",
    "analyze t",
    "reindex table t",
    "cluster t",
    "checkpoint",
    "notify a",
    "load 'x'",
    "copy t to '/tmp/x'",
    "copy t to program 'x'",
    "alter system set a = 1",
  ],
};

test.each(Object.entries(KINDS).flatMap(([kind, all]) => all.map((sql) => [kind, sql] as const)))(
  "%s: %s",
  async (kind, sql) => {
    const [statement] = await parseScript(sql);
    expect(statement?.kind).toBe(kind);
  },
);
