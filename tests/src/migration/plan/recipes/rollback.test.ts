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
  await session.query("insert into accounts values (12, 78, '2026-06-01')");
  await session.query("update accounts set id = 100, amount = 5 where id = 5");
  await session.query("delete from orders where account = 7");
  await session.query("delete from accounts where id = 7");
  await session.query("insert into people values (11, 'new')");
  await session.query("update people set full_name = 'changed' where id = 1");
  for (const step of back.toReversed()) await run(step, "back");
  expect(
    await session.query(
      "select id, amount, zone::text from accounts where id in (7, 11, 12, 100) order by id",
    ),
  ).toEqual([
    { id: 11, amount: 77, zone: "2026-06-01 14:00:00" },
    { id: 12, amount: 78, zone: "2026-06-01 00:00:00" },
    { id: 100, amount: 5, zone: "2026-01-01 00:00:00" },
  ]);
  expect(await session.query("select account from orders where id in (5, 7)")).toEqual([
    { account: 100 },
  ]);
  expect(await session.query("select name from people where id in (1, 11) order by id")).toEqual([
    { name: "changed" },
    { name: "new" },
  ]);
  await session.query("select setval('accounts_id_seq', 12)");
  expect(await session.query("insert into accounts (amount) values (1) returning id")).toEqual([
    { id: 13 },
  ]);
});

test("a key becomes a random uuid, what refers to it follows, and new rows have an old key too", async () => {
  await using made = await planned(
    `create table accounts (id serial primary key, name text);
     create table orders (id int primary key, account int not null constraint owner references accounts);
     insert into accounts (name) select 'n' || i from generate_series(1, 10) i;
     insert into orders select i, 1 + i % 10 from generate_series(1, 10) i;`,
    {
      sql: `
        alter table orders drop constraint owner;
        alter table accounts alter id drop default, alter id type uuid using gen_random_uuid(), alter id set default gen_random_uuid();
        alter table orders alter account type uuid using gen_random_uuid();
        alter table orders add constraint owner foreign key (account) references accounts;`,
    },
  );
  const { session, steps, run } = made;
  expect(faults(made.plan)).toEqual([]);
  const pairs =
    "select o.id, a.name from orders o join accounts a on a.id = o.account order by o.id";
  const before = await session.query(pairs);
  const back = steps.slice(
    0,
    steps.findIndex(({ irreversible }) => irreversible === true),
  );
  for (const step of back) await run(step);
  expect(await session.query(pairs)).toEqual(before);
  await session.query("insert into accounts (name) values ('later')");
  await session.query(
    "insert into orders (id, account) select 12, id from accounts where name = 'later'",
  );
  for (const step of back.toReversed()) await run(step, "back");
  expect(await session.query(pairs)).toEqual([...before, { id: 12, name: "later" }]);
  for (const step of steps) await run(step);
  expect(await session.query(pairs)).toEqual([...before, { id: 12, name: "later" }]);
  expect(await session.query("select pg_typeof(id)::text as type from accounts limit 1")).toEqual([
    { type: "uuid" },
  ]);
});
