import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runReads } from "../../../../src/postgres/run-reads.ts";
import { checkReadable } from "../../../../src/postgres/guard/check-readable.ts";
import { createPool, type Pool } from "../../../../src/postgres/pool.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import type { Session } from "../../../../src/core/session.ts";
import { reach, ways, type Reached } from "../ways.ts";

const SETUP = `
  create table item (id int primary key, name text); insert into item values (1, 'one');
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

/** Of the catalog, so that a statement that passed has to be refused. */
const changes = [
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

describe.each(ways)("over %s", (way) => {
  let reached: Reached;
  let pool: Pool;

  beforeEach(async () => {
    reached = await reach(way, SETUP);
    await reached.database.runAsSuperuser(
      "create function labelled() returns timestamptz language internal stable as 'now'",
    );
    await reached.database.run(
      "create function later(n int default 1) returns int language sql stable as 'select n'",
    );
    const { address, connection } = reached;
    pool = createPool({ deployment: "url", connection, address: async () => address, max: 2 });
  });

  afterEach(async () => {
    await pool.close();
    await reached[Symbol.asyncDispose]();
  });

  async function open(): Promise<Session> {
    return pool.open({ signal: new AbortController().signal });
  }

  async function readBy(session: Session, sql: string): Promise<unknown> {
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

  async function read(sql: string): Promise<unknown> {
    await using session = await open();
    return await readBy(session, sql);
  }

  async function change(sql: string): Promise<void> {
    if (!sql.startsWith("SUPERUSER: ")) await reached.database.run(sql);
    else await reached.database.runAsSuperuser(sql.slice("SUPERUSER: ".length));
  }

  // the SQL is the same on every way
  test.each(way === "TCP" ? changes : changes.slice(0, 3))(
    "%s is changed between two calls",
    async (_, sql, changed) => {
      const first = await read(sql);
      expect(await read(sql)).toEqual(first);
      await change(changed);
      await expect(read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
      await expect(read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
    },
  );

  const shared = way === "WebSocket, pooled";
  test.skipIf(shared)("the search path of another connection", async () => {
    await using held = await open();
    const sql = "select * from item, good(1)";
    await readBy(held, sql);
    await readBy(held, sql);
    await reached.database.run(
      `create schema trap; create function trap.good(int) returns text language sql stable as 'select public.evil()::text';
       alter role current_user set search_path = trap, public`,
    );
    await readBy(held, sql);
    await expect(read(sql)).rejects.toMatchObject({ code: "READ_ONLY" });
  });

  test("a change that leaves it harmless is read anew", async () => {
    expect(await read("select good(1)")).toEqual([[["one"]]]);
    await change(
      "create or replace function good(n int) returns text language sql stable as 'select ''other'''",
    );
    expect(await read("select good(1)")).toEqual([[["other"]]]);
    expect(await read("select good(1)")).toEqual([[["other"]]]);
  });

  test("a script starts over when what a later statement needs has changed", async () => {
    const sql = "select count(*) from item; select good(1)";
    await read(sql);
    await change(
      "create or replace function good(n int) returns text language sql stable as 'select ''other'''; insert into item values (2)",
    );
    expect(await read(sql)).toEqual([[[2]], [["other"]]]);
    await change(
      "create or replace function good(n int) returns text language sql stable as 'select evil()::text'",
    );
    await expect(read(sql)).rejects.toMatchObject({
      code: "READ_ONLY",
      message: expect.stringMatching(/^Statement 2 of 2/) as string,
    });
  });

  test("many statements keep few plans on the connection, and go on", async () => {
    for (let round = 0; round < 3; round++)
      for (let n = 0; n < 20; n++)
        expect(
          await read(
            `select count(*) from item as alias where "good"(id) = 'one'${" and id = 1".repeat(n % 2)} and (name, ${Array(n).fill("id").join(", ") || "id"}) is not null${n > 9 ? " and lower(name) > ''" : ""}`,
          ),
        ).toEqual([[[1]]]);
    await using session = await open();
    const kept = "select name from pg_prepared_statements";
    const { length } = await session.query(kept);
    expect(length).toBeLessThan(10);
    expect(length > 0).toBe(!shared);
  });
});
