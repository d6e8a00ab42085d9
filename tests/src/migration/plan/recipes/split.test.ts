import { expect, test } from "vitest";
import { planned, prove } from "./execute.ts";

const setup = `
  create table people (id int primary key, name text not null, street text, city text);
  insert into people select i, 'f' || i || ' l' || i, 's' || i, 'c' || i from generate_series(1, 10) i;`;
const sql = `
  alter table people add column first_name text not null, add column last_name text default 'none';
  alter table people drop column name;
  alter table people add column address text;
  alter table people drop column street, drop column city;`;
const backfill = {
  "public.people.first_name": "split_part(name, ' ', 1)",
  "public.people.last_name": "split_part(name, ' ', 2)",
  "public.people.name": "first_name || ' ' || last_name",
  "public.people.address": "street || ', ' || city",
};
const hints = { renames: {}, using: {}, backfill };

test("a column is split into two, and two are merged into one", async () => {
  const plan = await prove({ setup: setup.replace("insert", "--"), sql, request: { hints } });
  expect(plan.phases.map(({ name }) => name)).toEqual([
    "expand",
    "backfill",
    "verify",
    "switch",
    "contract",
  ]);
});

test("whoever writes the one writes the other", async () => {
  await using made = await planned(setup, { sql, hints });
  const { session, steps, run } = made;
  const people = (id: number) =>
    session.query(`select * from people where id = ${id}`).then(([row]) => row);
  const until = steps.findIndex(({ id }) => id.startsWith("switch"));
  for (const step of steps.slice(0, 1)) await run(step);
  await session.query("update people set name = 'g1 k1 x' where id = 1");
  for (const step of steps.slice(1, until)) await run(step);
  await session.query("insert into people (id, name, city) values (11, 'old writer', 'c')");
  await session.query(
    "insert into people (id, first_name, last_name) values (12, 'new', 'writer')",
  );
  await session.query("update people set name = 'other name' where id = 2");
  await session.query("update people set last_name = 'changed' where id = 3");
  expect(await people(1)).toMatchObject({ name: "g1 k1 x", first_name: "g1", last_name: "k1" });
  expect(await people(2)).toMatchObject({ first_name: "other", last_name: "name" });
  expect(await people(3)).toMatchObject({ name: "f3 changed", address: "s3, c3" });
  expect(await people(11)).toMatchObject({ first_name: "old", last_name: "writer" });
  expect(await people(12)).toMatchObject({ name: "new writer", address: null });
  const back = steps.slice(
    0,
    steps.findIndex(({ irreversible }) => irreversible === true),
  );
  for (const step of back.slice(until)) await run(step);
  await session.query("insert into people (id, first_name) values (13, 'last')");
  for (const step of back.toReversed()) await run(step, "back");
  expect(await people(13)).toEqual({ id: 13, name: "last none", street: null, city: null });
  expect(await people(1)).toEqual({ id: 1, name: "g1 k1 x", street: "s1", city: "c1" });
});
