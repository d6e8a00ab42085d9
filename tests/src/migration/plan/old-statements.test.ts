import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlanRequest } from "../../../../src/migration/plan/request.ts";
import { harness } from "./harness.ts";
import type { Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create type state as enum ('open', 'late', 'done');
    create table users (id int primary key, email text);
    create table tasks (id int primary key, title text, owner int not null references users, note text, state state not null default 'open', n int);
    insert into users select i, 'e' || i from generate_series(1, 5) i;
    insert into tasks select i, 't' || i, i, case when i > 2 then 'n' end, 'open', i from generate_series(1, 5) i;
    create unique index tasks_title on tasks (title);
    analyze;`);
});
afterAll(() => on[Symbol.asyncDispose]());

const hints: PlanRequest["hints"] = {
  renames: {},
  using: {},
  backfill: { "public.tasks.note": "''" },
};
const asking = "select id, title from tasks where owner = $1";

interface Case {
  readonly sql: string;
  /** Statements of the old application, and the phase in which each begins to fail. */
  readonly breaks: Readonly<Record<string, string | undefined>>;
}

const cases: readonly Case[] = [
  {
    sql: "alter table tasks alter note set not null; alter table tasks alter n set not null",
    breaks: {
      "insert into tasks (id, owner, n) values ($1, $2, 1)": "contract",
      "insert into tasks (id, owner, note) values ($1, $2, 'n')": "verify",
      "insert into tasks (id, owner, note, n) values ($1, $2, 'n', $3)": undefined,
    },
  },
  {
    sql: "alter table tasks alter title type varchar(50); alter table tasks alter n type bigint",
    breaks: {
      "insert into tasks values ($1, $2, $3, $4, 'done', 1)": "contract",
      "update tasks set n = $1, title = $2 where id = $3": undefined,
      "insert into tasks (id, title, owner) values ($1, repeat('x', 51), $2)": "switch",
    },
  },
  {
    sql: "alter table tasks drop column title; alter table tasks add constraint positive check (n > 0)",
    breaks: {
      [asking]: "switch",
      "select * from tasks": "switch",
      "insert into tasks (id, owner, n) values ($1, $2, -1)": "expand",
    },
  },
  {
    sql: "alter table users alter id type uuid using md5(id::text)::uuid",
    breaks: {
      [asking]: "switch",
      "select email from users": undefined,
      "insert into tasks (id, title, owner) values ($1, $2, $3)": "switch",
    },
  },
  {
    sql: "drop index tasks_title; create unique index tasks_title on tasks (title, owner); alter table tasks alter id add generated always as identity",
    breaks: {
      "insert into tasks (id, title, owner) overriding system value values ($1, $2, $3) on conflict (title) do nothing":
        "contract",
      "insert into tasks (id, owner) values ($1, $2)": "expand",
    },
  },
];

test.each(cases)("$sql", async ({ sql, breaks }) => {
  const statements = Object.keys(breaks);
  const { questions, phases } = await on.plan({ sql, hints, oldStatements: statements });
  expect(questions).toEqual([]);
  const found = statements.map((statement) => [
    statement,
    phases.find(({ notes }) => notes.some((note) => note.endsWith(`${statement}.`)))?.name,
  ]);
  expect(Object.fromEntries(found)).toEqual(breaks);
  const first = phases.findIndex((phase) => phase.old_application === "breaks");
  const broken = Object.values(breaks).flatMap((name) =>
    name === undefined ? [] : [phases.findIndex((phase) => phase.name === name)],
  );
  expect(first).toBeLessThanOrEqual(Math.min(...broken));
});
