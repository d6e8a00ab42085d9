import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import type { HypotheticalIndex, Twin } from "../../../src/core/twin.ts";
import type { OpenDeps } from "../../../src/deps/open-deps.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { diskOf, planOf, twinHome } from "./fixture.ts";

const home = twinHome();
const never = new AbortController().signal;
let database: TestDatabase;
let deps: OpenDeps;
let original: Session;

beforeAll(async () => {
  database = await testDatabase(`
    create table customers (id int primary key, name text, region text);
    create table orders (id bigint primary key, customer_id int not null references customers, status text not null,
      total numeric, created_at timestamptz, tags text[], doc jsonb);
    insert into customers select i, 'c' || i, 'r' || (i % 7) from generate_series(1, 5000) i;
    insert into orders select i, 1 + (random() * 4999)::int,
        case when random() < 0.01 then 'open' when random() < 0.2 then 'paid' else 'done' end,
        random() * 1000, now() - random() * interval '1000 days', array['t' || (i % 50), 'u' || (i % 9)],
        jsonb_build_object('k', i % 100)
      from generate_series(1, 60000) i;
    create index on orders (customer_id);
    create index on orders using gin (tags);
    create table events (id bigint, at date, kind text) partition by range (at);
    create table events_1 partition of events for values from ('2026-01-01') to ('2026-07-01');
    create table events_2 partition of events for values from ('2026-07-01') to ('2027-01-01');
    insert into events select i, '2026-01-01'::date + (i % 365), 'k' || (i % 5) from generate_series(1, 30000) i;
  `);
  await database.runAsSuperuser("vacuum analyze");
  deps = home.deps(database.url);
  original = await deps.session({ intent: "read", signal: never });
});
afterAll(async () => {
  await original?.[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const open = (): Promise<Twin> => deps.twin({ signal: never });

const queries = [
  "select * from orders where id = 7",
  "select * from orders where customer_id = 77",
  "select * from orders where status = 'open' order by created_at desc limit 20",
  "select c.region, count(*), sum(total) from orders o join customers c on c.id = o.customer_id where o.created_at > now() - interval '30 days' group by 1",
  "select * from orders where tags @> array['t3']",
  "select kind, count(*) from events where at >= '2026-11-01' group by 1",
];

test.each(queries)("%s has the original's plan and cost", async (sql) => {
  await using twin = await open();
  expect(twin.missing).toEqual([]);
  const [there, here] = [await planOf(original, sql), await planOf(twin.session, sql)];
  expect(here.shape).toBe(there.shape);
  expect(Math.abs(here.cost / there.cost - 1)).toBeLessThan(0.001);
});

test("hypothetical indexes are seen at once, shown, hidden and dropped", async () => {
  await using twin = await open();
  const open20 = queries[2] ?? "";
  const before = await planOf(twin.session, open20);
  const [partial, named, wrong, other] = await twin.createIndexes([
    "create index concurrently on orders (created_at desc) where status = 'open'",
    'create unique index concurrently if not exists "My index" on public.orders using btree (status, created_at)',
    "create index on orders (nonsense)",
    "drop table orders",
  ]);
  expect(partial).toMatchObject({
    name: "public.orders_created_at_idx",
    table: "public.orders",
    method: "btree",
  });
  expect(named).toMatchObject({ name: 'public."My index"' });
  expect(wrong).toMatchObject({ code: "POSTGRES", sqlstate: "42703" });
  expect(other).toMatchObject({ code: "INVALID_SQL" });
  expect((await planOf(twin.session, open20)).shape).toContain("My index");
  await twin.show(["public.orders_created_at_idx"]);
  expect((await planOf(twin.session, open20)).shape).toContain("orders_created_at_idx");
  await twin.show(['public."My index"']);
  expect((await planOf(twin.session, open20)).shape).toContain("My index");
  await twin.show([]);
  expect(await planOf(twin.session, open20)).toEqual(before);
  await twin.show(["public.orders_created_at_idx"], ["public.orders_customer_id_idx"]);
  expect((await planOf(twin.session, open20)).shape).toContain("orders_created_at_idx");
  expect((await planOf(twin.session, queries[1] ?? "")).shape).toBe("Seq Scan orders");
  await twin.dropIndexes(["public.orders_created_at_idx", 'public."My index"']);
  await twin.show([]);
  expect(await planOf(twin.session, open20)).toEqual(before);
});

test("a table of more than a terabyte takes no disk, and is as it was afterwards", async () => {
  await using twin = await open();
  const sql = queries[1] ?? "";
  const before = await planOf(twin.session, sql);
  await twin.createIndexes(["create index on orders (total)"]);
  const bytes = twin.relations.find(({ name }) => name === "orders")?.bytes ?? 0;
  await twin.scale(Math.ceil(2 ** 40 / bytes), ["public.orders"]);
  expect(twin.relations.find(({ name }) => name === "orders")?.bytes).toBeGreaterThan(2 ** 40);
  expect(twin.relations.find(({ name }) => name === "customers")?.rows).toBe(5000);
  const huge = await planOf(twin.session, "select * from orders");
  expect(huge.rows).toBeGreaterThan(5e9);
  const [index] = await twin.createIndexes(["create index on orders (status)"]);
  expect(index).toMatchObject({ name: "public.orders_status_idx" });
  expect((index as HypotheticalIndex).bytes).toBeGreaterThan(2 ** 34);
  expect(await planOf(twin.session, "select * from orders")).toEqual(huge);
  await twin.dropIndexes(["public.orders_status_idx", "public.orders_total_idx"]);
  await twin.scale(1);
  expect(await planOf(twin.session, sql)).toEqual(before);
  expect(diskOf(home.path)).toBeLessThan(2 ** 30);
});

test("an index has the size that the statistics of now give it, whatever was made before", async () => {
  const sizeOf = async (twin: Twin, columns: string): Promise<unknown> => {
    const [index] = await twin.createIndexes([`create index again on orders (${columns})`]);
    await twin.dropIndexes(["public.again"]);
    return index;
  };
  const [narrow, wide] = ["(left(status, 1))", "(left(repeat(status, 40), 300))"];
  await using fresh = await open();
  await fresh.scale(0.02);
  const expected = [await sizeOf(fresh, "customer_id"), await sizeOf(fresh, wide)];
  await using twin = await open();
  for (const columns of ["customer_id", narrow]) await sizeOf(twin, columns);
  await twin.scale(0.02);
  await sizeOf(twin, narrow);
  expect([await sizeOf(twin, "customer_id"), await sizeOf(twin, wide)]).toEqual(expected);
});

test("a partitioned table's hypothetical index is one of each partition, and hidden with them", async () => {
  await using twin = await open();
  const sql = "select * from events where id = 7";
  const before = await planOf(twin.session, sql);
  const [index] = await twin.createIndexes(["create index on events (id)"]);
  expect(index).toMatchObject({ name: "public.events_id_idx", table: "public.events" });
  expect((index as HypotheticalIndex).tuples).toBeCloseTo(30_000, -3);
  const shown = await planOf(twin.session, sql);
  expect(shown.shape).toContain("events_1_id_idx");
  expect(shown.shape).toContain("events_2_id_idx");
  await twin.show([]);
  expect(await planOf(twin.session, sql)).toEqual(before);
  await twin.show(["public.events_id_idx"]);
  expect(await planOf(twin.session, sql)).toEqual(shown);
});

test("a caller finds nothing of the one before, and one who comes while a twin is in use gets another", async () => {
  const sql = queries[1] ?? "";
  const database = async (twin: Twin): Promise<unknown> =>
    (await twin.session.query("select current_database()::text as name"))[0];
  const first = await open();
  const name = await database(first);
  const before = await planOf(first.session, sql);
  await first.createIndexes(["create index on orders (customer_id, total)"]);
  await first.show([], ["public.orders_customer_id_idx"]);
  await first.scale(100);
  {
    await using second = await open();
    expect(await database(second)).not.toEqual(name);
    expect(await planOf(second.session, sql)).toEqual(before);
  }
  await first[Symbol.asyncDispose]();
  const names: unknown[] = [];
  for (let at = 0; at < 2; at += 1) {
    const third = await open();
    names.push(await database(third));
    expect(await planOf(third.session, sql)).toEqual(before);
    expect(
      await third.session.query(
        "select from pg_class where relname like 'orders_customer_id_total%'",
      ),
    ).toEqual([]);
    await third[Symbol.asyncDispose]();
  }
});

test("of a kept twin that is renewed which has changed", async () => {
  await using changing = await testDatabase(`create table t (id int primary key, v int);
    create table u (id int); insert into t select i, i from generate_series(1, 1000) i; analyze`);
  const other = home.deps(changing.url);
  await using session = await other.session({ intent: "read", signal: never });
  const look = async (sql: string): Promise<unknown> => {
    await using twin = await other.twin({ signal: never });
    expect(twin.missing).toEqual([]);
    expect(await planOf(twin.session, sql)).toEqual(await planOf(session, sql));
    return (await twin.session.query("select current_database()::text as name"))[0];
  };
  const name = await look("select * from t where v = 7");
  await changing.run("insert into t select i, 7 from generate_series(1001, 20000) i; analyze t");
  expect(await look("select * from t where v = 7")).toEqual(name);
  await changing.run("insert into u select i from generate_series(1, 5000) i");
  expect(await look("select * from u")).toEqual(name);
  await changing.run("create index on t (v)");
  expect(await look("select * from t where v = 8")).not.toEqual(name);
});
