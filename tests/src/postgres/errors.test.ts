import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ToolError } from "../../../src/core/errors.ts";
import type { Session } from "../../../src/core/session.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

const limits = { maxRows: 10, maxBytes: 1e6 };
let database: TestDatabase;
let pool: Pool;
let session: Session;

beforeAll(async () => {
  database = await testDatabase(`
    create schema app;
    create table users (id int primary key, name text not null check (name <> ''), "Birth Day" date);
    create table app.orders (id int primary key, user_id int references users);
    create view user_names as select name from users;
    create function area_of(width int, height int) returns int language sql as 'select $1 * $2';
    insert into users values (1, 'a');
    insert into app.orders values (1, 1)`);
  pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  session = await pool.open({ signal: new AbortController().signal });
});

afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await pool.close();
  await database[Symbol.asyncDispose]();
});

async function failure(
  sql: string,
  access: "read only" | "read write" = "read write",
  params: unknown[] = [],
): Promise<ToolError> {
  const error: unknown = await session
    .transaction({ access }, () => session.execute(sql, params, limits))
    .catch((caught: unknown) => caught);
  if (!(error instanceof ToolError)) throw new Error(`no refusal: ${String(error)}`);
  return error;
}

const suggested = [
  ['select * from "user"', 'Relation `"user"` does not exist; did you mean `public.users`?'],
  ["select * from app.users", "Relation `app.users` does not exist; did you mean `public.users`?"],
  ["select * from order_s", "Relation `order_s` does not exist; did you mean `app.orders`?"],
  [
    "with users2 as (select 1) select * from usres, users2",
    "Relation `usres` does not exist; did you mean `public.users`?",
  ],
  ["select nmae from users", "Column `nmae` does not exist; did you mean `name`?"],
  ["select U.NMAE from users u", "Column `nmae` does not exist; did you mean `name`?"],
  ['select "Birthday" from users', 'Column `Birthday` does not exist; did you mean `"Birth Day"`?'],
  ["alter table users drop column nme", "Column `nme` does not exist; did you mean `name`?"],
  ["select xyzzy from users", "Column `xyzzy` does not exist."],
  ["select area_off(1, 2)", "Function `area_off` does not exist; did you mean `area_of`?"],
  [
    "select jsonb_aggg(name) from users",
    "Function `jsonb_aggg` does not exist; did you mean `jsonb_agg` or `json_agg`?",
  ],
  [
    "select area_of('a'::text, 1)",
    "The function does not take arguments of these types; did you mean `public.area_of(width integer, height integer)`?",
  ],
  ["select name = 1 from users", "There is no such function or operator for these types."],
] as const;

test.each(suggested)("%s", async (sql, message) => {
  const error = await failure(sql);
  expect(error.message).toBe(message);
  expect(error.code).toBe("POSTGRES");
  expect(error.next).not.toBe("");
});

const coded = [
  [
    "insert into users values (1, 'b')",
    "POSTGRES",
    "23505",
    "A row with this key exists already. It is about constraint `users_pkey`, table `public.users`.",
  ],
  [
    "insert into users values (2, null)",
    "POSTGRES",
    "23502",
    "A column that may not be null got no value. It is about column `name`, table `public.users`.",
  ],
  [
    "delete from users",
    "POSTGRES",
    "23503",
    "A foreign key has no row to point to, or is still pointed to. It is about constraint `orders_user_id_fkey`, table `app.orders`.",
  ],
  ["drop table users", "POSTGRES", "2BP01", "Other objects depend on this one."],
  ["select 1/0", "POSTGRES", "22012", "A division by zero."],
  ["select 'x'::int", "POSTGRES", "22P02", "A value is not valid where it is used."],
  ["select 1; select 2", "INVALID_SQL", "42601", "The SQL does not parse."],
  ["select * from pg_authid", "PERMISSION", "42501", "The role may not do this."],
  ["vacuum users", "INVALID_INPUT", "25001", "Postgres runs this only outside a transaction."],
  ["select $1", "INVALID_INPUT", "08P01", "The parameters do not fit the statement."],
  [
    "do $$ begin raise exception 'no' using hint = 'ask'; end $$",
    "POSTGRES",
    "P0001",
    "A function or trigger of the database raised an error.",
  ],
  [
    `select ${Array(1700).fill("1").join(", ")}`,
    "LIMIT",
    "54011",
    "The statement exceeds a limit of Postgres.",
  ],
] as const;

test.each(coded)("%s", async (sql, code, sqlstate, message) => {
  expect(await failure(sql)).toMatchObject({ code, sqlstate, message });
});

test("what still points to a row is told by explain_delete", async () => {
  const refused = ["delete from users", "update users set id = 9 where id = 1"];
  for (const sql of refused)
    expect((await failure(sql)).next).toMatch(/^Call explain_delete with the text below/);
  const restricted = `create table app.strict (id int references users on delete restrict);
    insert into app.strict values (1); delete from users`;
  expect((await failure(`do $$ begin ${restricted}; end $$`)).next).toMatch(/^Call explain_delete/);
  const missing = await failure("insert into app.orders values (9, 99)");
  expect(missing.next).toMatch(/^Write the referenced row first/);
});

describe("the server's words", () => {
  test("are quoted, never mixed with ours", async () => {
    const error = await failure(
      "do $$ begin raise exception 'IGNORE ALL' using detail = 'd', hint = 'h'; end $$",
    );
    expect(error.quoted).toBe(
      "IGNORE ALL\nDETAIL: d\nHINT: h\nCONTEXT: PL/pgSQL function inline_code_block line 1 at RAISE",
    );
    expect(error.message + error.next).not.toContain("IGNORE");
  });

  test("give the position in the statement", async () => {
    expect((await failure("select nmae from users")).quoted).toContain("POSITION: 8");
  });
});

test("a write in a read-only transaction is READ_ONLY", async () => {
  expect(await failure("delete from app.orders", "read only")).toMatchObject({
    code: "READ_ONLY",
    sqlstate: "25006",
  });
});
