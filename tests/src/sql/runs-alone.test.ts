import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { parseScript } from "../../../src/sql/parse.ts";
import { runsAlone } from "../../../src/sql/runs-alone.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database =
    await testDatabase(`create table t (id int primary key); create index i on t (id); create type e as enum ('a');
    create table p (id int) partition by range (id); create table p1 partition of p for values from (1) to (2);
    create materialized view m as select 1; create function f() returns int language sql as 'select 1'`);
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

const statements = [
  "create index concurrently j on t (id)",
  "create index j on t (id)",
  "drop index concurrently i",
  "drop index i",
  "reindex index concurrently i",
  "reindex (concurrently) table t",
  "reindex (concurrently false) table t",
  "reindex table t",
  "reindex schema public",
  "reindex database",
  "reindex system",
  "vacuum",
  "vacuum (analyze) t",
  "analyze t",
  "cluster",
  "cluster t using i",
  "create database d",
  "drop database if exists nothing",
  "alter database postgres set tablespace pg_default",
  "alter database postgres connection limit -1",
  "create tablespace s location '/tmp'",
  "drop tablespace if exists nothing",
  "alter system set log_statement = 'none'",
  "alter table p detach partition p1 concurrently",
  "alter table p detach partition p1",
  "create subscription s connection 'dbname=nothing' publication p",
  "create subscription s connection 'dbname=nothing' publication p with (connect = false)",
  "create subscription s connection 'dbname=nothing' publication p with (create_slot = false, connect = false)",
  "drop subscription if exists nothing",
  "alter type e add value 'b'",
  "refresh materialized view m",
  "discard all",
  "discard plans",
  "lock table t",
  "checkpoint",
  "truncate t",
  "call pg_catalog.f()",
];

test("agrees with Postgres inside a transaction block", async () => {
  const ours: string[] = [];
  const theirs: string[] = [];
  for (const sql of statements) {
    const [statement] = await parseScript(sql);
    if (statement !== undefined && runsAlone(statement)) ours.push(sql);
    await client.query("begin");
    const refused = await client.query({ text: sql, values: [] }).then(
      () => false,
      (error: { code?: string }) => error.code === "25001",
    );
    await client.query("rollback");
    if (refused) theirs.push(sql);
  }
  expect(ours).toEqual(theirs);
  expect(theirs.length).toBeGreaterThan(12);
  expect(inject("postgres")).toContain("postgres://");
});
