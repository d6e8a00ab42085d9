import pg from "pg";
import { expect, inject, test } from "vitest";
import {
  allowedNames,
  isAllowedVolatile,
} from "../../../../src/postgres/guard/functions-allowed.ts";
import { denial, deniedNames } from "../../../../src/postgres/guard/functions-denied.ts";
import { testDatabase } from "../../../helpers/postgres.ts";

/** Volatile functions that SQL can call, with those that are only internals of types, triggers and languages left out. */
const VOLATILE = `select distinct proname::text as name from pg_proc p
  where provolatile = 'v' and prokind <> 'p' and oid < 16384
    and prorettype <> all (array['trigger', 'event_trigger']::regtype[])`;

const SHIPPED_BY_EXTENSIONS = `select distinct p.proname::text as name from pg_proc p
  join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
  where p.provolatile = 'v' and p.prokind <> 'p' and p.prorettype <> all (array['trigger', 'event_trigger']::regtype[])`;

/** Denied only as an overload: the others of the name are harmless and not volatile. */
const BY_LABEL = ["ts_rewrite"];

const unjudged = (names: readonly string[]): string[] =>
  names.filter(
    (name) => !isAllowedVolatile(name) && denial(name) === undefined && !BY_LABEL.includes(name),
  );

async function names(url: string, sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(sql);
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

test("no name is both allowed and denied", () => {
  expect(allowedNames.filter((name) => denial(name) !== undefined)).toEqual([]);
  expect(new Set(deniedNames).size).toBe(deniedNames.length);
});

test("every volatile function of Postgres is judged", async () => {
  const found = await names(inject("postgres"), VOLATILE);
  expect(found.length).toBeGreaterThan(200);
  expect(unjudged(found)).toEqual([]);
});

test("every volatile function of the contributed extensions is judged", async () => {
  await using database = await testDatabase();
  const available = await names(
    database.superuserUrl,
    "select name from pg_available_extensions where name !~ 'plperl|plpython|pltcl'",
  );
  expect(available.length).toBeGreaterThan(30);
  for (const name of available) {
    await database.runAsSuperuser(`create extension if not exists "${name}" cascade`);
  }
  const found = await names(database.superuserUrl, SHIPPED_BY_EXTENSIONS);
  expect(found.length).toBeGreaterThan(40);
  expect(unjudged(found)).toEqual([]);
});

test("no operator of Postgres calls a function that is denied or volatile", async () => {
  const found = await names(
    inject("postgres"),
    `select p.proname::text as name from pg_operator o join pg_proc p on p.oid = o.oprcode
      where o.oid < 16384 and (p.provolatile = 'v' or p.proname = any ('{${deniedNames.join(",")}}'))`,
  );
  expect(found).toEqual([]);
});
