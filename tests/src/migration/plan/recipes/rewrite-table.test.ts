import { expect, test } from "vitest";
import { planned, prove } from "./execute.ts";

const setup = `
  create table rooms (id serial primary key, name text not null);
  create table stays (id int primary key, room int not null references rooms, nights int4range not null, price int, total int generated always as (price * 2) stored);
  create table guests (id int primary key, stay int references stays);
  create index on stays (room);
  insert into rooms (name) select 'r' || i from generate_series(1, 10) i;
  insert into stays select i, 1 + i % 10, int4range(i * 5, i * 5 + 5), i from generate_series(1, 40) i;
  insert into guests select i, i from generate_series(1, 40) i;`;

test("exclusion constraints and stored generated columns are made on a new table", async () => {
  const plan = await prove({
    setup,
    sql: `
      alter table stays add constraint apart exclude using gist (nights with &&);
      alter table stays add column double int generated always as (price + price) stored;
      alter table stays alter column total set expression as (price * 3);`,
  });
  expect(plan.phases.map(({ name }) => name)).toEqual([
    "expand",
    "backfill",
    "verify",
    "switch",
    "contract",
  ]);
});

test("until the switch a row that the new table does not take is refused, not lost", async () => {
  await using made = await planned(setup, {
    sql: "alter table stays add constraint apart exclude using gist (nights with &&)",
  });
  const { session, steps, run } = made;
  for (const step of steps.filter(({ id }) => !/^(switch|contract)/.test(id))) await run(step);
  await expect(session.query("insert into stays values (41, 1, '[5,6)')")).rejects.toMatchObject({
    sqlstate: "23P01",
  });
  expect(await session.query("select from stays where id = 41")).toEqual([]);
});

test("another persistence, and a column with a value of chance for each row of a partitioned table", async () => {
  const plan = await prove({
    setup: `${setup}
      create table visits (id int, at date, primary key (id, at)) partition by range (at);
      create table visits_1 partition of visits for values from ('2026-01-01') to ('2026-02-01');
      create table visits_2 partition of visits default;
      insert into visits select i, date '2026-01-20' + i from generate_series(1, 30) i;`,
    sql: `
      alter table guests set unlogged;
      alter table visits alter id type bigint;
      alter table visits add column token bigint default floor(random() * 0 + 7) not null;`,
  });
  expect(plan.findings.filter(({ rule }) => rule === "heavy-lock")).toEqual([]);
});
