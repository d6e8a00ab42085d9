import { expect, test } from "vitest";
import { faults, planned } from "./execute.ts";

const setup = `
  create function touch() returns trigger language plpgsql as $$ begin new.touched := clock_timestamp(); return new; end $$;
  create table accounts (id serial primary key, amount int not null, zone timestamp, touched timestamptz);
  create table orders (id int primary key, account int not null references accounts on update cascade);
  create table people (id int primary key, name text not null);
  insert into accounts (amount, zone, touched) select i, '2026-01-01', '2026-01-01' from generate_series(1, 10) i;
  insert into orders select i, i from generate_series(1, 10) i;
  insert into people select i, 'n' || i from generate_series(1, 10) i;
  create trigger touching before update on accounts for each row execute function touch();`;

test("what the new application writes is there after the rollback, and nobody else's triggers change rows", async () => {
  await using made = await planned(setup, {
    sql: `
      alter table accounts alter id type bigint, alter amount type numeric(12,2), alter zone type timestamptz using zone at time zone 'Europe/Berlin';
      alter table orders alter account type bigint;
      alter table people rename name to full_name;`,
  });
  const { session, steps, run } = made;
  expect(faults(made.plan)).toEqual([]);
  const back = steps.slice(
    0,
    steps.findIndex(({ irreversible }) => irreversible === true),
  );
  for (const step of back) await run(step);
  expect(
    await session.query("select count(*)::int as n from accounts where touched > '2026-01-02'"),
  ).toEqual([{ n: 0 }]);
  await session.query("insert into accounts (amount, zone) values (77, '2026-06-01 12:00+00')");
  await session.query("update accounts set id = 100, amount = 5 where id = 5");
  await session.query("delete from orders where account = 7");
  await session.query("delete from accounts where id = 7");
  await session.query("insert into people values (11, 'new')");
  await session.query("update people set full_name = 'changed' where id = 1");
  for (const step of back.toReversed()) await run(step, "back");
  expect(
    await session.query(
      "select id, amount, zone::text from accounts where id in (7, 11, 100) order by id",
    ),
  ).toEqual([
    { id: 11, amount: 77, zone: "2026-06-01 14:00:00" },
    { id: 100, amount: 5, zone: "2026-01-01 00:00:00" },
  ]);
  expect(await session.query("select account from orders where id in (5, 7)")).toEqual([
    { account: 100 },
  ]);
  expect(await session.query("select name from people where id in (1, 11) order by id")).toEqual([
    { name: "changed" },
    { name: "new" },
  ]);
  expect(await session.query("insert into accounts (amount) values (1) returning id")).toEqual([
    { id: 12 },
  ]);
});
