import { expect, test } from "vitest";
import { prove } from "./execute.ts";

const setup = `
  create type state as enum ('open', 'done');
  create table tasks (id int primary key, state state not null default 'open');
  create index on tasks (state);
  insert into tasks select i, case when i % 2 = 0 then 'open' else 'done' end::state from generate_series(1, 10) i;`;

test("values are added and renamed", async () => {
  const plan = await prove({
    setup,
    sql: `
      alter type state add value 'late' before 'done';
      alter table tasks alter state set default 'late';
      alter type state rename value 'open' to 'todo';`,
  });
  expect(plan.phases.map(({ name }) => name)).toEqual(["expand", "switch"]);
});

test("values are taken away and put into another order by a new type", async () => {
  const plan = await prove({
    everyStep: true,
    setup: setup.replace("'done')", "'gone', 'done')"),
    sql: `
      alter type state rename to state_old;
      create type state as enum ('done', 'open');
      alter table tasks alter state drop default, alter state type state using state::text::state, alter state set default 'open';
      drop type state_old;`,
  });
  expect(plan.phases.map(({ name }) => name)).toEqual([
    "expand",
    "backfill",
    "verify",
    "switch",
    "contract",
  ]);
});
