import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import type { Twin } from "../../../src/core/twin.ts";
import type { OpenDeps } from "../../../src/deps/open-deps.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { planOf, twinHome } from "./fixture.ts";

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
