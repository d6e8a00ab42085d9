import { expect, test } from "vitest";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { differencesButColumnOrder } from "../../../../src/schema/difference/column-order.ts";
import { planDifferenceHere } from "../../../../src/schema/difference/plan-difference-here.ts";
import { suggestRenames } from "../../../../src/schema/difference/suggest-renames.ts";
import { readSchema } from "../../../../src/schema/read-schema.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

const before = `
  create type status as enum ('open', 'closed');
  create table tasks (id serial primary key, title text not null, state status default 'open', parent int references tasks (id),
    constraint titled check (title <> ''));
  create index on tasks (lower(title));
  create view open_tasks as select id, title from tasks where state = 'open';
  insert into tasks (title) values ('a'), ('b')`;

const after = `
  create type status as enum ('active', 'closed');
  create table todos (id serial primary key, name text not null, state status default 'active', parent int references todos (id),
    constraint titled check (name <> ''), due date);
  create index on todos (lower(name));
  create view open_tasks as select id, name from todos where state = 'active'`;

const renames = {
  "public.tasks.title": "name",
  "public.tasks": "todos",
  "public.status.open": "active",
};

test("what is renamed keeps its rows, its keys and its sequence", async () => {
  await using source = await testDatabase(before);
  await using wanted = await testDatabase(after);
  const to = await inSession(wanted.url, (session) => readSchema(session));
  const { plan, got } = await inSession(source.url, async (session) => {
    const difference = await planDifferenceHere(session, to, { renames });
    for (const { sql } of difference.statements) await session.query(sql);
    return { plan: difference, got: await readCatalog(session) };
  });
  expect(differencesButColumnOrder(to.catalog, got)).toEqual([]);
  expect(plan.statements.filter(({ destroys }) => destroys !== undefined)).toEqual([]);
  expect(plan.statements.map(({ sql }) => sql)).toEqual([
    "ALTER TABLE public.tasks RENAME COLUMN title TO name",
    "ALTER TYPE public.status RENAME VALUE 'open' TO 'active'",
    "ALTER TABLE public.tasks RENAME TO todos",
    "ALTER TABLE public.todos RENAME CONSTRAINT tasks_parent_fkey TO todos_parent_fkey",
    "ALTER TABLE public.todos RENAME CONSTRAINT tasks_pkey TO todos_pkey",
    "ALTER INDEX public.tasks_lower_idx RENAME TO todos_lower_idx",
    "ALTER SEQUENCE public.tasks_id_seq RENAME TO todos_id_seq",
    "DROP VIEW public.open_tasks",
    "ALTER TABLE public.todos ADD COLUMN due date",
    expect.stringContaining("CREATE VIEW public.open_tasks"),
  ]);
  expect(await source.run("insert into todos (name) values ('c') returning id")).toEqual([
    { id: 3 },
  ]);
});

test("what was probably renamed is suggested, and what is another thing is not", async () => {
  await using source = await testDatabase(`${before}; create table gone (a int, b text)`);
  await using wanted = await testDatabase(`
    create type status as enum ('open', 'closed');
    create table todos (id serial primary key, title text not null, state status default 'open', parent_id int references todos (id));
    create table come (x int, y date, z text)`);
  const [a, b] = await Promise.all(
    [source, wanted].map(({ url }) => inSession(url, (session) => readCatalog(session))),
  );
  if (a === undefined || b === undefined) throw new Error("nothing was read");
  expect(suggestRenames(a, b)).toEqual([]);
  const others = {
    ...b,
    tables: b.tables.map((table) => ({ ...table, name: table.name.replace("todos", "tasks") })),
  };
  expect(suggestRenames(a, others)).toEqual([
    { kind: "column", from: "public.tasks.parent", to: "parent_id" },
  ]);
  const whole = {
    ...a,
    tables: a.tables.map((table) => ({ ...table, name: table.name.replace("tasks", "todos") })),
  };
  expect(suggestRenames(a, whole)).toEqual([{ kind: "table", from: "public.tasks", to: "todos" }]);
});

test("what is not there cannot be renamed", async () => {
  await using source = await testDatabase(before);
  const refused = inSession(source.url, async (session) =>
    planDifferenceHere(session, await readSchema(session), { renames: { "public.nothing": "x" } }),
  );
  await expect(refused).rejects.toMatchObject({ code: "NOT_FOUND" });
});
