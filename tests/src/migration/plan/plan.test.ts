import { afterAll, beforeAll, expect, test } from "vitest";
import { harness } from "./harness.ts";
import type { Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create table tasks (id int primary key, title text, state text not null default 'open');
    insert into tasks select i, 't' || i, 'open' from generate_series(1, 10) i;
    analyze;`);
});
afterAll(() => on[Symbol.asyncDispose]());

test("what nobody waits for passes as it stands, with a rollback", async () => {
  const plan = await on.plan({
    sql: "create table notes (id int primary key, task_id int references tasks); create index on notes (task_id); create table more (id int);",
  });
  expect(plan.phases).toHaveLength(1);
});
