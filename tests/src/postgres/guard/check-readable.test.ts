import { afterAll, beforeAll, expect, test } from "vitest";
import { checkReadable } from "../../../../src/postgres/guard/check-readable.ts";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import type { Session } from "../../../../src/core/session.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { readVectorFile, vectors, type Vector } from "./vectors.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await testDatabase(readVectorFile("setup"));
  world = await World.open(database, "owner");
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** How many queries the guard needs for a statement. */
async function queriesFor(sql: string): Promise<number> {
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  try {
    await using session = await pool.open({ signal: new AbortController().signal });
    const [statement] = await parseScript(sql);
    let queries = 0;
    const counted = new Proxy(session, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (property === "query") queries++;
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    }) as Session;
    if (statement === undefined) throw new Error("no statement");
    await session.transaction({ access: "read only" }, () => checkReadable(statement, counted));
    return queries;
  } finally {
    await pool.close();
  }
}

test.each([
  ["select 1", 0],
  ["show all", 0],
  ["values (1), (2)", 0],
  ["select count(*), lower(name) from app.accounts where id = 1 and balance > 3 group by 2", 1],
  ["select * from pg_stat_activity join pg_locks using (pid)", 1],
  ["select * from app.totals", 1],
])("%s costs %i queries", async (sql, queries) => {
  expect(await queriesFor(sql)).toBe(queries);
});

test.each(vectors("attacks-load").map((vector): [string, Vector] => [vector.name, vector]))(
  "the timeout of the transaction ends: %s",
  async (_, { sql }) => {
    const began = performance.now();
    await expect(world.read(sql, 400)).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(performance.now() - began).toBeLessThan(5000);
  },
);

test.each([
  ["select pg_sleep(1)", "`pg_sleep` waits and holds the connection.", /Leave it out/],
  [
    "select app.writes()",
    "Function `app.writes` does not only read: it uses INSERT.",
    /mode: "write"/,
  ],
  [
    "select app.evil_dynamic()",
    "Function `app.evil_dynamic` runs SQL that it puts together (EXECUTE).",
    /mode: "write"/,
  ],
  ["select * from app.evil_view", "`pg_notify` sends to other sessions.", /mode: "write"/],
  [
    "delete from app.accounts",
    "The statement uses DELETE; only SELECT, VALUES, TABLE, WITH, EXPLAIN of these and SHOW read.",
    /mode: "write"/,
  ],
  [
    "with a as (delete from app.accounts returning *) table a",
    "The statement uses DELETE in WITH; only SELECT, VALUES, TABLE, WITH, EXPLAIN of these and SHOW read.",
    /mode: "write"/,
  ],
  [
    "select pg_current_xact_id()",
    "`pg_current_xact_id` takes a transaction id.",
    /pg_current_xact_id_if_assigned/,
  ],
])("%s says why, and the way on", async (sql, message, next) => {
  await expect(world.read(sql)).rejects.toMatchObject({
    code: "READ_ONLY",
    message,
    next: expect.stringMatching(next) as string,
  });
});

test("what the attacks would do happens without the guard", async () => {
  await using other = await World.open(database, "owner");
  const hidden = [
    "select app.evil()",
    "select * from app.evil_view",
    "select 1::app.evil_domain",
    "select * from app.guarded",
    "select app.evil_record_default()",
    "explain select * from app.planned where n > 0",
  ];
  for (const [index, sql] of hidden.entries()) {
    await other.readUnguarded(sql).catch(() => {});
    await other.readUnguarded(`select pg_notify('guard', 'after ${index}')`);
    await expect.poll(() => other.notifications.at(-1)).toBe(`after ${index}`);
    expect(other.notifications.at(-2), sql).not.toMatch(/^after/);
  }
  expect(other.notifications).toContain("evil");
  expect(other.notifications).toContain("planner");
});

test("a session that reads backslashes in strings otherwise is refused them", async () => {
  await using odd = await testDatabase(
    "alter role current_user set standard_conforming_strings = off",
  );
  await using there = await World.open(odd, "owner");
  const hidden = String.raw`select 'a\' || ', pg_notify($$guard$$, $$x$$) --'`;
  await expect(there.read(hidden)).rejects.toMatchObject({ code: "READ_ONLY" });
  await expect(there.readUnguarded(hidden)).resolves.toBeUndefined();
  await expect.poll(() => there.notifications).toEqual(["x"]);
  expect(await there.read("select 'plain'")).toHaveLength(1);
});

test("operators and functions of the search path cannot reach into the guard's own queries", async () => {
  await using trapped = await testDatabase(TRAP);
  await using there = await World.open(trapped, "owner");
  for (const sql of [
    "select pg_catalog.count(*) from public.t",
    "select * from public.v",
    "select public.f(1)",
  ])
    await there.read(sql);
  expect(there.notifications).toEqual([]);
  await expect(there.read("select public.evil()")).rejects.toMatchObject({ code: "READ_ONLY" });
  await expect(there.read("select 1 where 1 = 1")).rejects.toMatchObject({ code: "READ_ONLY" });
});

const OPERATORS = [
  "name, name",
  "oid, oid",
  '"char", "char"',
  "text, text",
  "int2, int2",
  "int4, int4",
]
  .flatMap((types) => ["=", "<>", "<=", ">=", "<", ">"].map((name) => [types, name] as const))
  .map(([types, name]) => {
    const [type = ""] = types.split(", ");
    return `create operator trap.${name} (leftarg = ${type}, rightarg = ${type}, function = trap.f_${type.replaceAll('"', "")});`;
  });
const FUNCTIONS = ["name", "oid", '"char"', "text", "int2", "int4"].map(
  (
    type,
  ) => `create function trap.f_${type.replaceAll('"', "")}(${type}, ${type}) returns boolean language plpgsql
    as $$ begin perform pg_catalog.pg_notify('guard', 'trap'); return true; end $$;`,
);
const TRAP = `create schema trap; create table public.t (id int); create view public.v as select id from public.t;
  create function public.f(a int) returns int language sql as 'select a';
  create function public.evil() returns int language plpgsql as $$ begin perform pg_catalog.pg_notify('guard', 'x'); return 1; end $$;
  ${FUNCTIONS.join("\n")} ${OPERATORS.join("\n")}
  create function trap.current_schemas(boolean) returns name[] language plpgsql as $$ begin perform pg_catalog.pg_notify('guard', 'trap'); return '{}'; end $$;
  alter role current_user set search_path = trap, public, pg_catalog`;
