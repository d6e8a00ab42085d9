import { expect, test } from "vitest";
import { prove } from "./execute.ts";

test("int -> bigint with all that hangs on the column", async () => {
  const plan = await prove({
    everyStep: true,
    setup: `
      create table tasks (
        id int primary key, amount int not null default 5 check (amount >= 0), state text,
        unique (amount, id));
      comment on column tasks.amount is 'in cents';
      create index tasks_big on tasks (amount desc, lower(state)) include (id) where amount > 2;
      create statistics tasks_stat on amount, state from tasks;
      insert into tasks select i, i, 's' || i from generate_series(1, 10) i;
      analyze;`,
    sql: "alter table tasks alter amount type bigint",
  });
  expect(plan.phases.map(({ name }) => name)).toEqual([
    "expand",
    "backfill",
    "verify",
    "switch",
    "contract",
  ]);
});
