import pg from "pg";
import { expect, test } from "vitest";
import { isAllowedVolatile } from "../../src/postgres/guard/functions-allowed.ts";
import { denial } from "../../src/postgres/guard/functions-denied.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { vectors } from "../src/postgres/guard/vectors.ts";
import { World } from "../src/postgres/guard/world.ts";

const VOLATILE = `select distinct proname::text as name from pg_proc p
  where provolatile = 'v' and prokind <> 'p'
    and prorettype <> all (array['trigger', 'event_trigger']::regtype[])`;

test.each(majors)(
  "Postgres %i: every volatile function of it and of its extensions is judged",
  async (major) => {
    await using database = await testDatabase("", await cluster(major));
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    const extensions = await client.query<{ name: string }>(
      "select name from pg_available_extensions where name !~ 'plperl|plpython|pltcl'",
    );
    for (const { name } of extensions.rows) {
      await client.query(`create extension if not exists "${name}" cascade`);
    }
    const { rows } = await client.query<{ name: string }>(VOLATILE);
    await client.end();
    expect(rows.length).toBeGreaterThan(200);
    const unjudged = rows.filter(
      ({ name }) => !isAllowedVolatile(name) && denial(name) === undefined && name !== "ts_rewrite",
    );
    expect(unjudged).toEqual([]);
  },
);

const SETUP = `create schema app; create table app.accounts (id int primary key, name text);
  create function app.evil() returns int language plpgsql stable as $$ begin perform pg_notify('guard', 'x'); return 1; end $$;
  create function app.good(a int) returns bigint language plpgsql as $$ begin return (select count(*) from app.accounts where id > a); end $$;
  create view app.evil_view as select app.evil() as x; create view app.good_view as select app.good(1) as x;
  create domain app.evil_domain as int check (app.evil() = value);
  create function app.json_query(text, text) returns int language sql stable as 'select app.evil()';
  create function public.json_scalar(text) returns int language sql stable as 'select app.evil()'`;

test.each(majors)("Postgres %i: resolves, follows and refuses", async (major) => {
  await using database = await testDatabase(SETUP, await cluster(major));
  await using world = await World.open(database, "owner");
  for (const sql of [
    "select app.good(1)",
    "select * from app.good_view",
    "select count(*) from app.accounts where id = 1",
    "select * from pg_stat_activity",
  ]) {
    await world.read(sql);
  }
  const refused = [
    "select app.evil()",
    "select * from app.evil_view",
    "select 1::app.evil_domain",
    "select pg_sleep(1)",
  ];
  if (major < 17) refused.push("select json_scalar('1')");
  for (const sql of [
    ...refused,
    ...vectors("attacks-functions")
      .slice(0, 60)
      .map((vector) => vector.sql),
  ]) {
    await expect(world.read(sql), sql).rejects.toMatchObject({
      code: expect.stringMatching(/READ_ONLY|POSTGRES/) as string,
    });
  }
  expect(world.notifications).toEqual([]);
});
