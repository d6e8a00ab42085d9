import type { Session } from "../../../../src/core/session.ts";
import { checkReadable } from "../../../../src/postgres/guard/check-readable.ts";
import { runReads } from "../../../../src/postgres/run-reads.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";

export const SETUP = `
  create table item (id int primary key, name text); insert into item values (1, 'one');
  create function later(n int default 1) returns int language sql stable as 'select n';
  create function good(n int) returns text language sql stable as 'select name from item where id = n';
  create function deep(n int) returns text language plpgsql stable as 'begin return good(n); end';
  create function evil() returns int language plpgsql stable as $$ begin perform pg_notify('guard', 'x'); return 1; end $$;
  create view shown as select id, good(id) as name from item;
  create function sane(int) returns bool language sql stable as 'select $1 < 100';
  create domain small as int check (sane(value));
  create table guarded (id int); insert into guarded values (1);
  alter table guarded enable row level security; alter table guarded force row level security;
  create policy mine on guarded using (id > 0);
  create type pair as (a int, b small);
  create table paired (p pair); insert into paired values (row(1, 2))`;

export const SUPERUSER_SETUP =
  "create function labelled() returns timestamptz language internal stable as 'now'";

/** Of the catalog, so that a statement that passed has to be refused: what it is, the statement, the change. */
export const changes = [
  [
    "the body of a function",
    "select good(1)",
    `create or replace function good(n int) returns text language sql stable as 'select pg_notify(''guard'', ''x'')::text'`,
  ],
  [
    "the body of a function behind a function",
    "select deep(1)",
    `create or replace function good(n int) returns text language plpgsql stable as $$ begin perform evil(); return ''; end $$`,
  ],
  [
    "the language and the label of a function",
    "select good(1)",
    "SUPERUSER: create or replace function good(n int) returns text language internal volatile as 'chr'",
  ],
  [
    "the label of a function",
    "select labelled() is not null",
    "SUPERUSER: alter function labelled() volatile",
  ],
  [
    "the setting of a function",
    "select good(1)",
    "create schema trap; create table trap.item (id int, name text); create function trap.evil_name(trap.item) returns text language sql stable as 'select evil()::text'; alter function good(int) set standard_conforming_strings = off",
  ],
  [
    "the default of an argument",
    "select later()",
    "create or replace function later(n int default evil()) returns int language sql stable as 'select n'",
  ],
  [
    "another function of the name",
    "select good(1)",
    "create function good(n bigint) returns text language sql stable as 'select evil()::text'",
  ],
  [
    "a function in the schema of the role's name",
    "select lower(name) from item",
    "SUPERUSER: do $$ begin execute format('create schema %I', (select rolname from pg_roles r join pg_database d on d.datdba = r.oid where d.datname = current_database())); execute format('create function %I.lower(text) returns text language sql as ''select public.evil()::text''', (select rolname from pg_roles r join pg_database d on d.datdba = r.oid where d.datname = current_database())); execute format('grant usage on schema %I to public', (select rolname from pg_roles r join pg_database d on d.datdba = r.oid where d.datname = current_database())); end $$",
  ],
  [
    "an operator",
    "select * from item where id = 1",
    "create function same(int, int) returns bool language sql stable as 'select evil() > 0'; create operator public.= (leftarg = int, rightarg = int, function = same)",
  ],
  [
    "a view",
    "select * from shown",
    "create or replace view shown as select id, evil()::text as name from item",
  ],
  [
    "a domain's check",
    "select 5::small",
    "create or replace function sane(int) returns bool language sql stable as 'select evil() > 0'",
  ],
  [
    "a domain's check within a composite type",
    "select * from paired",
    "alter domain small add check (evil() > 0) not valid",
  ],
  ["a policy", "select * from guarded", "alter policy mine on guarded using (evil() > 0)"],
  [
    "a policy that was off",
    "select * from item",
    "create policy all_of_it on item using (evil() > 0); alter table item enable row level security; alter table item force row level security",
  ],
  [
    "a column",
    "select * from item",
    "alter table item add column worse small generated always as (1) stored; alter domain small add check (evil() > 0) not valid",
  ],
  [
    "an index that the planner reads",
    "select * from item where id > 0",
    "create function fixed(int) returns int language plpgsql immutable as $$ begin perform pg_notify('guard', 'x'); return 1; end $$; create index on item ((fixed(id)))",
  ],
  [
    "a table that becomes a view",
    "select * from item",
    "alter table item rename to item_before; create view item as select *, evil() from item_before",
  ],
  [
    "a child of the table",
    "select * from item",
    "create table child () inherits (item); create policy p on child using (evil() > 0); alter table child enable row level security",
  ],
] as const;

export async function changeBy(database: TestDatabase, sql: string): Promise<void> {
  if (!sql.startsWith("SUPERUSER: ")) await database.run(sql);
  else await database.runAsSuperuser(sql.slice("SUPERUSER: ".length));
}

/** The rows of each statement of a script that the guard lets pass. */
export async function readBy(session: Session, sql: string): Promise<unknown> {
  const pages = await runReads(
    session,
    {
      statements: await parseScript(sql),
      params: [],
      maxRows: 10,
      timeoutMs: 30_000,
      characters: 10_000,
      onStatement: () => {},
    },
    checkReadable,
  );
  return pages.map(({ result }) => result.rows);
}
