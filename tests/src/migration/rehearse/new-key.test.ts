import { afterAll, beforeAll, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(
    `create table public.users (id int generated always as identity primary key, email text not null unique);
     create table public.orders (
       id int generated always as identity primary key,
       user_id int not null references public.users on delete cascade,
       amount numeric(10,2) not null default 0
     );
     create index orders_user_id_idx on public.orders (user_id);
     insert into public.users (email) select 'user' || i || '@example.com' from generate_series(1, 50) i;
     insert into public.orders (user_id, amount) select 1 + i % 50, i from generate_series(1, 200) i`,
  );
});
afterAll(() => on[Symbol.asyncDispose]());

test("writes are followed to rows whose key has become another, and back", async () => {
  const plan = await on.plan({ sql: "alter table users alter column id type uuid" });
  expect(plan.questions).toEqual([]);
  const { failures, traffic, passed } = await on.rehearse(plan, {
    rowsPerTable: 150,
    traffic: true,
    writesPerPhase: 20,
  });
  expect(failures).toEqual([]);
  expect(passed).toBe(true);
  expect(traffic?.lost).toBe(0);
  expect(traffic?.writes).toBeGreaterThan(100);
});
