import { afterAll, beforeAll, expect, test } from "vitest";
import { readWorkload } from "../../../../src/query/slow/workload.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../session.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(`
    create table orders (id int primary key, customer_id int, total numeric);
    insert into orders select i, i % 10, i from generate_series(1, 1000) i;`);
});
afterAll(() => database[Symbol.asyncDispose]());

const statementsOf = async (limit = 100): Promise<string[]> => {
  await using session = await openSession(database.url);
  return (await readWorkload(session, { limit })).map(({ sql }) => sql);
};

test("queries and changes, whole, the longest in total first", async () => {
  const columns = Array.from({ length: 300 }, (_, i) => `total as c${i}`).join(", ");
  await database.run(`select ${columns} from orders where customer_id = 1`);
  await database.run("update orders set total = total + 1");
  await database.run("delete from orders where id = 0");
  await database.run(
    "merge into orders o using orders s on o.id = s.id when matched then do nothing",
  );
  await database.run("vacuum orders");
  await database.run("explain select 1");
  await using session = await openSession(database.url);
  const workload = await readWorkload(session, { limit: 100 });
  const texts = workload.map(({ sql }) => sql);
  expect(texts).toContain(`select ${columns} from orders where customer_id = $1`);
  expect(texts).toContain("update orders set total = total + $1");
  expect(texts.some((sql) => sql.startsWith("merge"))).toBe(true);
  expect(texts.filter((sql) => /^(vacuum|explain|create|begin)/.test(sql))).toEqual([]);
  const totals = workload.map(({ totalMs }) => totalMs);
  expect(totals).toEqual(totals.toSorted((a, b) => b - a));
  const update = workload.find(({ sql }) => sql.startsWith("update"));
  expect(update).toMatchObject({ calls: 1, rowsPerCall: 1000, meanMs: update?.totalMs });
  expect(await readWorkload(session, { limit: 2 })).toEqual(workload.slice(0, 2));
});

test("the server's own statements leave no trace, whatever they are sent by", async () => {
  await using session = await openSession(database.url);
  await session.query("select count(*)::int as own from orders -- of ours");
  await session.transaction({ access: "read only" }, async () => {
    await session.query("select sum(id)::int as own from orders");
    await session.execute("select max(id) as theirs from orders", [], { maxRows: 1, maxBytes: 99 });
  });
  // a read's end travels with what comes next, and what ran in it is counted then
  await session.query("select 1");
  const texts = await statementsOf();
  expect(texts.filter((sql) => sql.includes("own") || sql.includes("set_config"))).toEqual([]);
  expect(texts).toContain("select max(id) as theirs from orders");
  expect(texts.filter((sql) => sql.includes("pg_catalog"))).toEqual([]);
});

test("other databases' statements are theirs", async () => {
  await using other = await testDatabase(
    "create table elsewhere (id int); select * from elsewhere",
  );
  await using session = await openSession(other.url);
  const seen = await readWorkload(session, { limit: 10 });
  expect(seen.map(({ sql }) => sql)).toEqual(["select * from elsewhere"]);
  expect((await statementsOf()).filter((sql) => sql.includes("elsewhere"))).toEqual([]);
});

test("one statement of two roles is one", async () => {
  const second = `second_${database.name}`;
  await database.runAsSuperuser(`
    create role ${second}; grant select on orders to ${second};
    grant pg_read_all_stats to ${new URL(database.url).username}`);
  await database.run("select id from orders where total > 500");
  await database.runAsSuperuser(`set role ${second}; select id from orders where total > 700`);
  await using session = await openSession(database.url);
  const workload = await readWorkload(session, { limit: 100 });
  const found = workload.filter(({ sql }) => sql.includes("total >"));
  expect(found).toMatchObject([
    { sql: "select id from orders where total > $1", calls: 2, rowsPerCall: 401 },
  ]);
  await database.runAsSuperuser(`drop owned by ${second}; drop role ${second}`);
});
