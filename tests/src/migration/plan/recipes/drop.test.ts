import { expect, test } from "vitest";
import { prove } from "./execute.ts";

test("columns, tables and sequences go out of sight first, and come back with all that they had", async () => {
  const plan = await prove({
    setup: `
      create table tasks (id int primary key, title text not null, legacy int not null, code text not null unique, note text default 'n', extra int not null default 3 check (extra > 0));
      create index on tasks (legacy, title);
      create table old (id serial primary key, task int references tasks);
      create sequence numbers;
      create view shown as select id, note from tasks;
      insert into tasks select i, 't' || i, i, 'c' || i, null, i from generate_series(1, 10) i;
      insert into old (task) select i from generate_series(1, 5) i;
      select nextval('numbers');`,
    sql: `
      alter table tasks drop column legacy, drop column extra, drop column code;
      alter table tasks drop column note cascade;
      drop table old;
      drop sequence numbers;`,
  });
  expect(plan.phases.map(({ name, old_application: old }) => `${name} ${old}`)).toEqual([
    "expand works",
    "switch breaks",
    "contract breaks",
  ]);
  expect(plan.irreversible).toHaveLength(7);
});
