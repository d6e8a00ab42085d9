import { afterAll, beforeAll, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";

/** Migrations that write rows as well as they change the schema. */
let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create table covers (id text primary key, body text);
    create table books (id int primary key, title text, cover_id text references covers);
    create unique index books_cover on books (cover_id);
    create table shelves (id int primary key);
    insert into covers select 'c' || i, 'body ' || i from generate_series(1, 6) i;
    insert into books select i, 'book ' || i, 'c' || i from generate_series(1, 4) i;`);
});
afterAll(() => on[Symbol.asyncDispose]());

test.each([
  ["insert", "insert into books (id, title) values (-1, 'Seed')"],
  ["delete", "delete from books where title is null"],
  ["block", "do $$ begin update books set title = upper(title); end $$"],
])(
  "rows that a script writes into what was there stay, which is said of the step: %s",
  async (_, sql) => {
    const plan = await on.plan({ sql: `alter table books add column note text; ${sql}` });
    const written = plan.phases
      .flatMap(({ steps }) => steps)
      .filter(({ irreversible }) => irreversible);
    expect(written.map((step) => step.sql)).toEqual([sql]);
    expect(plan.irreversible).toHaveLength(1);
    const { failures, excluded } = await on.rehearse(plan);
    expect(failures).toEqual([]);
    expect(excluded).toHaveLength(1);
  },
);

test("a block writes rows of which a copy has none", async () => {
  const sql = `do $$ declare one record; begin
    for one in select id from books loop update books set title = 'x' where id = one.id; end loop;
  end $$`;
  const plan = await on.plan({ sql });
  expect(plan.irreversible).toHaveLength(1);
  expect((await on.rehearse(plan)).failures).toEqual([]);
});

test("a block that makes a type is taken back with what uses it", async () => {
  const sql = `do $$ begin create type state as enum ('a'); exception when duplicate_object then null; end $$;
    create table states (id int primary key, state state)`;
  const plan = await on.plan({ sql });
  expect(plan.phases.map(({ name }) => name)).toEqual(["expand"]);
  expect(plan.irreversible).toEqual([]);
  expect((await on.rehearse(plan)).failures).toEqual([]);
});

test("a column that is filled behind a step without a way back keeps its values until that", async () => {
  const sql = `delete from books where title is null;
    alter table covers add column code text not null default 'none';
    update covers set code = 'c' || id where code = 'none'`;
  const plan = await on.plan({ sql });
  expect(plan.irreversible).toHaveLength(1);
  expect((await on.rehearse(plan)).failures).toEqual([]);
});

test("a table that has no rows there has none here, where it has to be so", async () => {
  const plan = await on.plan({ sql: "alter table shelves add column room text not null" });
  expect(plan.questions).toEqual([]);
  const { failures, notes } = await on.rehearse(plan);
  expect(failures).toEqual([]);
  expect(notes.join(" ")).toContain("public.shelves");
});

test("rows that go with a new table are taken back with it", async () => {
  const sql = `create table marks (id serial primary key, at timestamptz not null default now(), name text);
    insert into marks (name) values ('one'), ('two')`;
  const plan = await on.plan({ sql });
  expect(plan.irreversible).toEqual([]);
  expect((await on.rehearse(plan)).failures).toEqual([]);
});

test("values of an UPDATE in batches stay, and all others come back", async () => {
  const plan = await on.plan({
    sql: "alter table books add column note text; update books set title = 'none' where title is null",
  });
  expect(plan.irreversible).toEqual([expect.stringContaining("public.books.title stays as")]);
  expect((await on.rehearse(plan)).failures).toEqual([]);
});

test("an index and a key of a column that is dropped come back before its name is another one", async () => {
  const sql = `alter table books drop constraint books_cover_id_fkey;
    drop index books_cover;
    alter table covers add column book_id int;
    update covers set book_id = (select id from books where books.cover_id = covers.id);
    delete from covers where book_id is null;
    alter table books drop column cover_id;
    alter table covers alter column book_id set not null;
    alter table covers add constraint covers_book_fk foreign key (book_id) references books (id)`;
  const plan = await on.plan({ sql });
  const dropped = plan.phases.find(({ name }) => name === "switch")?.steps.map((step) => step.sql);
  expect(dropped).toEqual([
    expect.stringContaining("drop constraint books_cover_id_fkey"),
    expect.stringContaining("DROP INDEX CONCURRENTLY public.books_cover"),
    expect.stringContaining("RENAME COLUMN cover_id"),
  ]);
  expect((await on.rehearse(plan)).failures).toEqual([]);
});
