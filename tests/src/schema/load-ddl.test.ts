import { expect, test } from "vitest";
import { loadDdl } from "../../../src/schema/load-ddl.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { inSession } from "../postgres/catalog/session.ts";

const never = new AbortController().signal;

test("what succeeds is there, however many fail beside it, and what fails is told with its number", async () => {
  await using database = await testDatabase();
  const statements = Array.from({ length: 130 }, (_, at) => `create table t${at} (id int)`);
  statements[0] = "create type mood as enum ('sad')";
  statements[60] = "alter type mood add value 'ok\\'";
  statements[61] = "create table moods (m mood default 'ok\\')";
  statements[70] = "create table t1 (id int)";
  statements[71] = "create index concurrently on t1 (id)";
  statements[129] = "create extension there_is_none";
  const { skipped } = await inSession(database.url, (session) =>
    loadDdl(session, `begin; ${statements.join(";\n")}; commit`, never),
  );
  expect(skipped).toEqual([
    { what: "statement 72", reason: expect.stringContaining('relation "t1" already exists') },
    { what: "statement 131", reason: expect.stringContaining("there_is_none") },
  ]);
  const [made] = await database.run(
    `select count(*)::int as tables, to_regclass('t1_id_idx') is not null as indexed from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  expect(made).toEqual({ tables: 125, indexed: true });
});

test("a text does not switch timeouts off", async () => {
  await using database = await testDatabase();
  const sql = `set statement_timeout = 0; set session lock_timeout to default;
    create table kept as select current_setting('statement_timeout') as timeout`;
  await inSession(database.url, (session) => loadDdl(session, sql, never));
  expect(await database.run("select timeout from kept")).toEqual([{ timeout: "30s" }]);
});

test("settings of the text last for it and not longer, and roles are made that may not log in", async () => {
  await using database = await testDatabase("create schema app");
  const role = `app_${database.name}`;
  const path = await inSession(database.url, async (session) => {
    const { roles, skipped } = await loadDdl(
      session,
      `set search_path = app; create table notes (id int); alter table notes owner to ${role}; grant select on notes to ${role}`,
      never,
    );
    expect({ roles, skipped }).toEqual({ roles: [role], skipped: [] });
    return session.query<{ search_path: string }>("show search_path");
  });
  expect(path).toEqual([{ search_path: '"$user", public' }]);
  expect(await database.run("select tableowner from pg_tables where schemaname = 'app'")).toEqual([
    { tableowner: role },
  ]);
  await database.run(`drop owned by ${role}; drop role ${role}`);
});
