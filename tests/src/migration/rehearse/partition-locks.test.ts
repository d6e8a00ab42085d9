import { afterAll, beforeAll, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create table readings (id int generated always as identity, region int not null) partition by list (region);
    create table north partition of readings for values in (1);
    create table south partition of readings for values in (2);
  `);
});
afterAll(() => on[Symbol.asyncDispose]());

test("a plan names the locks on partitions that the script dropped before", async () => {
  const plan = await on.plan({
    sql: "drop table south; alter table readings alter column id drop identity",
  });
  const { failures } = await on.rehearse(plan, { rowsPerTable: 5 });
  expect(failures).toEqual([]);
  const locked = plan.phases[0]?.steps[0]?.locks.map(({ relation }) => relation);
  expect(locked).toContain("public.south");
});
