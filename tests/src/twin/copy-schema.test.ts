import { afterAll, beforeAll, expect, test } from "vitest";
import type { Twin } from "../../../src/core/twin.ts";
import type { OpenDeps } from "../../../src/deps/open-deps.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { twinHome } from "./fixture.ts";

const home = twinHome();
const never = new AbortController().signal;
let database: TestDatabase;
let deps: OpenDeps;
let twin: Twin;

/** So many that two sessions make them. Each of the second half has a column of the row type of one of the first. */
const tables = Array.from({ length: 60 }, (_, at) => `t${100 + at}`);
const setup = tables
  .map(
    (name, at) => `
  create table ${name} (id int primary key, v text, b int ${at < 30 ? "" : `, whole ${tables[at - 30]}`});
  create index ${name}_v on ${name} (v);
  create unique index ${name}_b on ${name} (b, id)`,
  )
  .join(";");

beforeAll(async () => {
  database = await testDatabase(setup);
  await database.runAsSuperuser("create extension dblink");
  await database.run(`create table t105_a (link dblink_pkey_results, id int primary key);
    create index t105_a_link on t105_a (id)`);
  deps = home.deps(database.url);
  twin = await deps.twin({ signal: never });
});
afterAll(async () => {
  await twin?.[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const relations = `
  select relname::text as name, relkind::text as kind, pg_get_indexdef(oid) as definition
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and relname not like 't105\\_a%' order by 1`;

test("what needs something of the other half is made as well", async () => {
  const made = await twin.session.query(relations);
  expect(made).toHaveLength(240);
  await using original = await deps.session({ intent: "read", signal: never });
  expect(made).toEqual(await original.query(relations));
});

test("what cannot be made in either half is named once", () => {
  const named = twin.missing.map(({ object }) => object).filter((object) => /t105_a/.test(object));
  expect(named).toEqual(["table public.t105_a", "index public.t105_a_link"]);
});
