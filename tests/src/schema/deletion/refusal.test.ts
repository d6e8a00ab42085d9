import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  explainRefusal,
  type Refusal,
} from "../../../../src/schema/deletion/refusal/explain-refusal.ts";
import { readIntegrityFacts, type IntegrityFacts } from "../../../../src/schema/integrity/facts.ts";
import type { Session } from "../../../../src/core/session.ts";
import type { Pool } from "../../../../src/postgres/pool.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";

const SETUP = `
create table users (id int primary key, email text, "Odd Name" text unique);
create unique index users_email on users (lower(email));
create table places (a int, b text, primary key (a, b));
create table orders (id serial primary key, user_id int not null references users, amount int check (amount > 0),
  a int, b text, constraint place foreign key (a, b) references places on delete restrict, note text);
create table "Odd Table" (id int primary key, other int constraint "odd constraint" references "Odd Table");
create domain positive as int constraint above_zero check (value > 0);
create table slots (during int4range, constraint no_overlap exclude using gist (during with &&));
insert into users values (1, 'a', 'x'), (2, 'b', 'y');
insert into places values (1, 'x, y'), (2, 'z');
insert into orders (id, user_id, amount, a, b) values (1, 1, 5, 2, 'z'), (2, 1, 5, 1, 'x, y');
insert into "Odd Table" values (1, null), (2, 1);
insert into slots values ('[1,5)');
`;

let database: TestDatabase;
let client: pg.Client;
let pool: Pool;
let session: Session;
let facts: IntegrityFacts;
beforeAll(async () => {
  database = await testDatabase(SETUP);
  pool = poolOn(database.url);
  session = await pool.open({ signal: new AbortController().signal });
  facts = await readIntegrityFacts(session);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await session[Symbol.asyncDispose]();
  await pool.close();
  await database[Symbol.asyncDispose]();
});

/** What Postgres says of a statement that it refuses. */
async function refusalOf(sql: string): Promise<{ message: string; detail: string }> {
  try {
    await client.query(`begin; ${sql}`);
    throw new Error(`not refused: ${sql}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { message: error.message, detail: error.detail ?? "" };
  } finally {
    await client.query("rollback");
  }
}

const explain = (text: string): Promise<Refusal> =>
  explainRefusal(session, facts, text, new AbortController().signal);

test.each([
  [
    "delete from users where id = 1",
    { constraint: "orders_user_id_fkey", kind: "foreign key" },
    { table: "public.users", where: "id = $1", params: ["1"] },
  ],
  [
    "delete from places where a = 2",
    { constraint: "place", kind: "foreign key" },
    { table: "public.places", where: "a = $1 and b = $2", params: ["2", "z"] },
  ],
  // a value with a comma in it: which is whose cannot be said
  ["delete from places where a = 1", { constraint: "place", kind: "foreign key" }, undefined],
  [
    `delete from "Odd Table" where id = 1`,
    { constraint: "odd constraint", kind: "foreign key" },
    { table: `public."Odd Table"`, where: "id = $1", params: ["1"] },
  ],
  [
    "insert into orders (id, user_id) values (9, 99)",
    {
      constraint: "orders_user_id_fkey",
      kind: "foreign key",
      cause: expect.stringContaining("not there now either"),
    },
    undefined,
  ],
  [
    "insert into orders (id, user_id, amount) values (1, 1, 1)",
    { constraint: "orders_pkey", kind: "unique", cause: expect.stringContaining("(id)=(1)") },
    undefined,
  ],
  ["insert into users values (3, 'A')", { constraint: "users_email", kind: "unique" }, undefined],
  [
    "alter table orders add unique (user_id)",
    {
      constraint: "orders_user_id_key",
      kind: "unique",
      cause: expect.stringContaining("check_integrity"),
    },
    undefined,
  ],
  [
    "insert into orders (id, user_id, amount) values (9, 1, -1)",
    {
      constraint: "orders_amount_check",
      kind: "check",
      cause: expect.stringContaining("CHECK ((amount > 0))"),
    },
    undefined,
  ],
  [
    "insert into orders (id) values (9)",
    { constraint: "user_id", kind: "not null", cause: expect.stringContaining("no default") },
    undefined,
  ],
  [
    "alter table orders alter note set not null",
    { constraint: "note", kind: "not null", cause: expect.stringContaining("2 rows") },
    undefined,
  ],
  [
    "insert into slots values ('[2,3)')",
    { constraint: "no_overlap", kind: "exclusion" },
    undefined,
  ],
] as const)("%s", async (sql, explanation, rows) => {
  const { message, detail } = await refusalOf(sql);
  const plain = await explain(`ERROR:  ${message}\nDETAIL:  ${detail}`);
  expect(plain.explanation).toMatchObject(explanation);
  expect(plain.delete).toEqual(rows);
  const wrapped = await explain(
    `(psycopg2.errors.X) ${message}\\nDETAIL:  ${detail}\\n [SQL: ${sql}] (Background on this error at: https://sqlalche.me/e/20/gkpj)`,
  );
  expect(wrapped.explanation).toEqual(plain.explanation);
  expect((await explain(JSON.stringify({ message, detail }))).explanation).toEqual(
    plain.explanation,
  );
});

test("a key that is there may come from a sequence that is behind", async () => {
  const { message, detail } = await refusalOf("insert into orders (id, user_id) values (1, 1)");
  const { findings } = await explain(`${message} ${detail}`);
  expect(findings).toMatchObject([
    {
      rule: "sequences",
      level: "error",
      fix: "SELECT setval('public.orders_id_seq', (SELECT max(id) FROM public.orders));",
    },
  ]);
});

test.each([
  "Foreign key constraint violated on the constraint: `orders_user_id_fkey`",
  "Aktualisieren oder Löschen in Tabelle »users« verletzt Fremdschlüssel-Constraint »orders_user_id_fkey« von Tabelle »orders«",
  "{ code: '23503', constraint: 'orders_user_id_fkey', table: 'orders' }",
])("libraries and languages that say less: %s", async (text) => {
  const { explanation } = await explain(text);
  expect(explanation).toMatchObject({ constraint: "orders_user_id_fkey", kind: "foreign key" });
});

test("a message that names nothing of this database", async () => {
  await expect(explain('violates foreign key constraint "elsewhere_fkey"')).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
