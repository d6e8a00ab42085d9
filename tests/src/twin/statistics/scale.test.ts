import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../../src/core/session.ts";
import { importStatistics } from "../../../../src/twin/statistics/import.ts";
import { readStatistics } from "../../../../src/twin/statistics/read.ts";
import { scaleStatistics, withPartitions } from "../../../../src/twin/statistics/scale.ts";
import type { Statistics } from "../../../../src/twin/statistics/types.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

const schema = `
  create table countries (id int primary key, name text);
  create table customers (id int generated always as identity primary key, email text unique, country_id int references countries, kind text);
  create table orders (id bigint generated always as identity primary key, customer_id int not null references customers,
    status text not null, total numeric not null, made timestamptz not null, batch int not null) partition by hash (id);
  create table orders_0 partition of orders for values with (modulus 2, remainder 0);
  create table orders_1 partition of orders for values with (modulus 2, remainder 1);
  create index on orders (customer_id, made);
  create statistics orders_pairs on customer_id, status from orders;
  create table notes (id smallint primary key);
`;

/** One year, whatever the number of rows. */
const rows = (factor: number): string[] => [
  `insert into countries select i, 'country ' || i from generate_series(1, 50) i`,
  `insert into customers (email, country_id, kind) select 'c' || i || '@example.com', 1 + i * i % 50, 'k' || i % 4 from generate_series(1, ${1000 * factor}) i`,
  `insert into orders (customer_id, status, total, made, batch)
     select 1 + (i::int8 * 7919) % ${1000 * factor}, case when i % 100 = 0 then 'open' when i % 4 = 0 then 'paid' else 'done' end, i % 977,
            timestamptz '2025-01-01 00:00+00' + i * interval '1 year' / ${10_000 * factor}, i / 8 from generate_series(1, ${10_000 * factor}) i`,
  `insert into notes select i from generate_series(1, 20000) i`,
  `analyze`,
];

const FACTOR = 10;
let small: TestDatabase;
let large: TestDatabase;
let statistics: Statistics;
let open: { owner: Session; superuser: Session };

beforeAll(async () => {
  [small, large] = await Promise.all([testDatabase(schema), testDatabase(schema)]);
  for (const sql of rows(1)) await small.run(sql);
  for (const sql of rows(FACTOR)) await large.run(sql);
  await using session = await openSession(small.url);
  statistics = await readStatistics(session);
  open = { owner: await openSession(large.url), superuser: await openSession(large.superuserUrl) };
});
afterAll(async () => {
  for (const each of [open.owner, open.superuser, small, large]) await each[Symbol.asyncDispose]();
});

const queries = [
  "select from orders where customer_id = 77",
  "select from orders where customer_id = 5077",
  "select from orders where id between 95000 and 96000",
  "select from orders where made > timestamptz '2025-12-02 00:00+00'",
  "select from orders where status = 'open'",
  "select from orders where batch = 9000",
  "select from customers where country_id = 7",
  "select from customers where email = 'c5@example.com'",
  "select from customers where id > 9000",
  "select customer_id from orders group by customer_id",
  "select customer_id, status from orders group by customer_id, status",
  "select status from orders group by status",
  "select country_id from customers group by country_id",
  "select from orders o join customers c on c.id = o.customer_id where c.country_id = 3",
];

const estimates = (): Promise<number[]> =>
  Promise.all(
    queries.map(async (sql) => {
      const [row = {}] = await large.run(`explain (format json) ${sql}`);
      const [{ Plan: plan }] = row["QUERY PLAN"] as [{ Plan: { "Plan Rows": number } }];
      return plan["Plan Rows"];
    }),
  );

test("a tenfold database is estimated as if it were analyzed", async () => {
  const analyzed = await estimates();
  const grown = scaleStatistics(statistics, FACTOR, ["public.customers", "public.orders"]);
  expect(await importStatistics(open, grown)).toEqual([]);
  const scaled = await estimates();
  const ratios = Object.fromEntries(
    queries.map((sql, at) => [sql, (scaled[at] ?? 0) / (analyzed[at] ?? 1)]),
  );
  const wrong = Object.entries(ratios).filter(([, ratio]) => ratio < 0.7 || ratio > 1.4);
  expect(wrong).toEqual([]);
});

const column = (of: Statistics, relation: string, name: string): Statistics["columns"][number] => {
  const found = of.columns.find((entry) => entry.relation === relation && entry.column === name);
  if (found === undefined) throw new Error(`no ${relation}.${name}`);
  return found;
};

test("only what is named grows, and its references do not outgrow what they refer to", () => {
  const scaled = scaleStatistics(statistics, 1000, ["public.orders"]);
  const pages = (name: string): number =>
    scaled.relations.find((relation) => relation.name === name)?.pages ?? 0;
  const before = (name: string): number =>
    statistics.relations.find((relation) => relation.name === name)?.pages ?? 0;
  expect(pages("orders_0")).toBe(before("orders_0") * 1000);
  expect(pages("orders_1_pkey")).toBe(before("orders_1_pkey") * 1000);
  expect(pages("customers")).toBe(before("customers"));
  expect(column(scaled, "customers", "id")).toEqual(column(statistics, "customers", "id"));
  expect(column(scaled, "orders", "customer_id").n_distinct).toBeCloseTo(1000, -2);
  expect(column(scaled, "orders", "status")).toEqual(column(statistics, "orders", "status"));
  expect(column(scaled, "orders", "made")).toEqual(column(statistics, "orders", "made"));
  expect(column(scaled, "orders", "id").histogram_bounds).toMatch(/,9999001\}$/);
});

test("tables grow by factors of their own, and references with what they refer to", () => {
  const factors = new Map([
    ["public.customers", 3],
    ["public.orders", 50],
  ]);
  const scaled = scaleStatistics(statistics, factors);
  const rows = (of: Statistics, name: string): number =>
    of.relations.find((relation) => relation.name === name)?.reltuples ?? 0;
  for (const [name, factor] of [
    ["customers", 3],
    ["orders_0", 50],
    ["countries", 1],
  ] as const)
    expect(rows(scaled, name)).toBe(rows(statistics, name) * factor);
  const customers = column(scaled, "orders", "customer_id").n_distinct;
  expect(customers / 3000).toBeCloseTo(1, 1);
  expect(column(scaled, "customers", "country_id").n_distinct).toBe(
    column(statistics, "customers", "country_id").n_distinct,
  );
  expect(scaleStatistics(statistics, new Map([["public.orders", 1]]))).toEqual(statistics);
  const alike = new Map(["public.customers", "public.orders"].map((name) => [name, FACTOR]));
  expect(scaleStatistics(statistics, alike)).toEqual(
    scaleStatistics(statistics, FACTOR, [...alike.keys()]),
  );
});

test("keys end where their type does, and a table at what Postgres can hold", () => {
  const scaled = scaleStatistics(statistics, 1e7);
  expect(column(scaled, "notes", "id").histogram_bounds).toMatch(/,32767\}$/);
  expect(column(scaled, "customers", "id").histogram_bounds).toMatch(/,2147483647\}$/);
  expect(scaled.relations.find(({ name }) => name === "orders_0")?.pages).toBeLessThan(2 ** 32 - 1);
});

test("a partitioned table stands for its partitions", () => {
  expect(withPartitions(statistics, ["public.orders"])).toEqual([
    "public.orders",
    "public.orders_0",
    "public.orders_1",
  ]);
});
