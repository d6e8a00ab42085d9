import { afterAll, beforeAll, expect, test } from "vitest";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { readBounds } from "../../../../src/schema/rows/bounds.ts";
import { fillTables } from "../../../../src/schema/rows/fill.ts";
import { likeSample, regexSample } from "../../../../src/schema/rows/samples.ts";
import { createRandom } from "../../../../src/schema/rows/random.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

const now = `
  create table people (id int primary key, email text not null, boss int references people, code varchar(10), age int, born date);
  create table teams (id int primary key, lead int not null, amount text);
  create table seats (team int not null references teams, person int not null references people, primary key (team, person));`;
const later = `
  alter table people add unique (email), add check (email ~ '^[a-z]+@[a-z]+\\.(org|net)$');
  alter table people alter code set not null, add check (age between 18 and 90), add check (born < '2000-01-01');
  alter table teams add foreign key (lead) references people, alter amount type numeric using amount::numeric;`;

let one: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [one, other] = [await testDatabase(now), await testDatabase(now)];
  await using after = await testDatabase(now + later);
  const schema = await inSession(after.url, (session) => readCatalog(session));
  for (const { url } of [one, other])
    await inSession(url, async (session) => {
      const catalog = await readCatalog(session);
      await fillTables(session, catalog, { rows: 120, later: schema, strict: true });
    });
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

test("the same schema and number give the same rows", async () => {
  const sql = `select md5(string_agg(t::text, '|' order by t::text)) as hash from people t
    union all select md5(string_agg(t::text, '|' order by t::text)) from seats t`;
  expect(await one.run(sql)).toEqual(await other.run(sql));
});

test("there are rows that reference others of their table, and none in a circle", async () => {
  const [row] = await one.run(
    "select count(boss) as led, bool_and(boss <> id) as others from people",
  );
  expect(Number(row?.["led"])).toBeGreaterThan(20);
  expect(row?.["others"]).toBe(true);
});

test("the rows fit the schema that is to come", async () => {
  const counts = await one.run(
    "select (select count(*) from people)::int as people, (select count(*) from teams)::int as teams, (select count(*) from seats)::int as seats",
  );
  expect(counts).toEqual([{ people: 120, teams: 120, seats: 120 }]);
  await one.run(later);
});

const numbers = createRandom(7);
const below = (limit: number): number => numbers.below(limit);

test.each([
  String.raw`^[A-Z]{3}-\d{4}$`,
  String.raw`^[^@\s]+@[^@\s]+\.[a-z]{2,}$`,
  "^(red|green|blue)(-[0-9]+)?$",
  "^[[:alpha:]_][[:alnum:]_]*$",
  String.raw`^\+?[0-9 ()-]{7,20}$`,
  "^#[0-9a-f]{6}$",
  "^https?://.+",
])("%s finds its samples", (pattern) => {
  const plain = pattern.replaceAll("[:alpha:]", "a-zA-Z").replaceAll("[:alnum:]", "a-zA-Z0-9");
  for (let count = 0; count < 50; count++)
    expect(regexSample(pattern, below)).toMatch(new RegExp(plain));
});

test("LIKE finds its samples", () => {
  for (let count = 0; count < 50; count++) expect(likeSample("a_c%z", below)).toMatch(/^a.c.*z$/);
});

test("rows fit the bounds and the constraints of the same name that are to come", async () => {
  const parts = `
    create table events (id int, kind int, at date, primary key (id, kind, at)) partition by list (kind);
    create table one partition of events for values in (1, 2);
    create table two partition of events for values in (3);
    create table gone partition of events for values in (4);
    create table extra (id int not null, kind int not null, at date not null);
    create table sums (amount int constraint fine check (amount > 0));`;
  const change = `
    alter table events detach partition one;
    alter table events attach partition one for values in (1);
    alter table events detach partition two;
    alter table events attach partition two for values in (2, 3);
    drop table gone;
    alter table events attach partition extra default;
    alter table sums drop constraint fine, add constraint fine check (amount between 5 and 9);`;
  await using here = await testDatabase(parts);
  await using after = await testDatabase(parts + change);
  const later = await inSession(after.url, async (session) => {
    const catalog = await readCatalog(session);
    return { later: catalog, laterBounds: await readBounds(session, catalog) };
  });
  await inSession(here.url, async (session) =>
    fillTables(session, await readCatalog(session), { rows: 60, ...later }),
  );
  const [row] = await here.run(`select (select count(*) from events)::int as events,
    (select count(*) from gone)::int as gone, (select count(*) from extra)::int as extra,
    (select count(*) from sums)::int as sums`);
  expect(row).toEqual({ events: 60, gone: expect.any(Number), extra: 60, sums: 60 });
  expect(Number(row?.["gone"])).toBeGreaterThan(0);
  await here.run(change);
});
