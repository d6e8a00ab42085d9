import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Twin } from "../../../../src/core/twin.ts";
import type { OpenDeps } from "../../../../src/deps/open-deps.ts";
import { advise } from "../../../../src/query/advice/advise.ts";
import type { Advice, AdviceOptions, WorkloadQuery } from "../../../../src/query/advice/types.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { twinHome } from "../../twin/fixture.ts";
import { shop } from "./shop.ts";

const home = twinHome();
const never = new AbortController().signal;
const quiet = { signal: never, progress: (): void => {} };
let database: TestDatabase;
let deps: OpenDeps;
let twin: Twin;
let client: pg.Client;

const existing = `
  create index orders_customer on orders (customer_id);
  create index orders_customer_again on orders (customer_id);
  create index items_product on items (product_id);
  create index items_product_price on items (product_id, price);
  create unique index customers_email on customers (email);
  create index customers_region on customers (region);`;

beforeAll(async () => {
  database = await testDatabase(shop + existing);
  await database.runAsSuperuser("vacuum analyze");
  deps = home.deps(database.url);
  twin = await deps.twin({ signal: never });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await twin?.[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const asked = (workload: readonly WorkloadQuery[], options: AdviceOptions = {}): Promise<Advice> =>
  advise(twin, workload, options, quiet);

/** Really builds the advised indexes, which takes a transaction that is rolled back. */
async function built<T>(advice: Advice, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    for (const { sql } of advice.create) await client.query(sql.replace(" concurrently", ""));
    return await work();
  } finally {
    await client.query("rollback");
  }
}

const indexName = (sql: string): string => /index(?: concurrently)? (\S+)/.exec(sql)?.[1] ?? "";

const reads: readonly WorkloadQuery[] = [
  { sql: "select * from orders where status = 'open' order by created_at desc limit 20" },
  {
    sql: "select c.name, sum(o.total) from orders o join customers c on c.id = o.customer_id where o.created_at > '2024-12-01' group by 1",
  },
  { sql: "select id from orders where tags @> array['t3', 'u4']" },
  { sql: "select id from customers where lower(name) = 'name x'" },
  { sql: "select count(*) from events where user_id = $1" },
];

test("the planner of the database uses every advised index, at the cost that was told", async () => {
  const advice = await asked(reads);
  expect(advice.skipped).toEqual([]);
  expect(advice.stopped).toBe(false);
  expect(advice.costAfter).toBeLessThan(advice.costBefore / 2);
  const reasons = advice.create.map(({ reason }) => reason);
  expect(reasons).toContainEqual(
    expect.stringMatching(/^Finds rows by elements of tags, for 1 query\. /),
  );
  const more = advice.create.flatMap(({ saves, reason }) => {
    const percent = Math.round((100 * saves * advice.costBefore) / advice.costAfter);
    return percent >= 10 && percent < 1000 ? [{ percent, reason }] : [];
  });
  expect(more.length).toBeGreaterThan(0);
  for (const { percent, reason } of more) expect(reason).toContain(`would cost ${percent} % more.`);
  await built(advice, async () => {
    // an expression has statistics when its index is there
    await client.query("analyze customers");
    for (const { sql, usedBy } of advice.create)
      for (const query of usedBy) {
        const { sql: text } = reads[query] ?? { sql: "" };
        const generic = text.includes("$1") ? ", generic_plan" : "";
        const { rows } = await client.query(`explain (format json${generic}) ${text}`);
        const plan = JSON.stringify(rows);
        const name = indexName(sql);
        // a partition's index has a name of its own
        expect(plan).toContain(name.startsWith("events") ? "Index Name" : name);
        const cost = Number(/"Total Cost":([\d.]+)/.exec(plan)?.[1]);
        const told = advice.perQuery[query]?.after ?? 0;
        expect(Math.abs(cost / told - 1)).toBeLessThan(0.25);
      }
  });
});

test.each([0.3, 4])("a budget of %d MB is kept by the indexes when they are built", async (mb) => {
  const budgetBytes = mb * 1024 * 1024;
  const advice = await asked(reads, { budgetBytes });
  expect(advice.create.length).toBeGreaterThan(0);
  expect(advice.create.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(budgetBytes);
  const bytes = await built(advice, async () => {
    const names = advice.create.map(({ sql }) => indexName(sql));
    const { rows } = await client.query(
      "select sum(pg_relation_size(t.relid))::float8 as bytes from unnest($1::text[]) n, pg_partition_tree(n::regclass) t",
      [names],
    );
    return Number(rows[0]?.bytes);
  });
  expect(bytes).toBeLessThanOrEqual(budgetBytes * 1.05);
});

test("no more indexes than asked for", async () => {
  expect((await asked(reads, { maxIndexes: 2 })).create).toHaveLength(2);
});

test("who mostly writes is told to have no index", async () => {
  const read = { sql: "select * from orders where note = $1" };
  const write = {
    sql: "insert into orders (id, customer_id, status, total, created_at) values ($1, $2, $3, $4, $5)",
  };
  const reading = await asked([
    { ...read, weight: 100 },
    { ...write, weight: 1 },
  ]);
  expect(reading.create.map(({ sql }) => sql)).toEqual([expect.stringContaining("(note)")]);
  const writing = await asked([
    { ...read, weight: 1 },
    { ...write, weight: 1_000_000 },
  ]);
  expect(writing.create).toEqual([]);
  expect(writing.costAfter).toBe(writing.costBefore);
});

test("an UPDATE of a column pays for an index on it, and one of another column does not", async () => {
  const read = { sql: "select id from customers where bio = $1" };
  const updating = (column: string): WorkloadQuery => ({
    sql: `update customers set ${column} = $1 where id = $2`,
    weight: 100_000,
  });
  const bio = expect.stringContaining("bio");
  const made = async (column: string): Promise<string[]> =>
    (await asked([read, updating(column)])).create.map(({ sql }) => sql);
  expect(await made("vip")).toEqual([bio]);
  expect(await made("bio")).toEqual([]);
});

test("a query that cannot be planned is skipped with the reason, and the others are advised on", async () => {
  const advice = await asked([
    { sql: "selec 1" },
    { sql: "select nothing from orders" },
    { sql: "vacuum orders" },
    { sql: "select * from orders where note = 'x'" },
    { sql: "select 1; select 2" },
  ]);
  expect(advice.skipped.map(({ query }) => query)).toEqual([0, 1, 2, 4]);
  expect(advice.skipped[1]?.reason).toContain('column "nothing" does not exist');
  expect(advice.create.map(({ usedBy }) => usedBy)).toEqual([[3]]);
  expect(advice.perQuery.map((cost) => cost !== undefined)).toEqual([
    false,
    false,
    false,
    true,
    false,
  ]);
});

test("the same workload gives the same advice, twenty times of twenty", async () => {
  const workload = [
    { sql: "select sum(price) from items where product_id = 9 and quantity > 7" },
    {
      sql: "select o.note from orders o join items i on i.order_id = o.id where i.product_id = 3",
    },
  ];
  const answers = new Set<string>();
  for (let run = 0; run < 20; run++) {
    const { durationMs: _, ...advice } = await asked(workload, { budgetBytes: 4_000_000 });
    answers.add(JSON.stringify(advice));
  }
  expect(answers.size).toBe(1);
});

test("a call that is cancelled returns the best so far, at any moment", async () => {
  const costs: number[] = [];
  for (const after of [1, 2, 3, 4]) {
    const controller = new AbortController();
    const progress = (done: number): void => {
      if (done >= after) controller.abort();
    };
    const advice = await advise(twin, reads, {}, { signal: controller.signal, progress });
    costs.push(advice.costAfter / advice.costBefore);
    expect(advice.costAfter).toBeLessThanOrEqual(advice.costBefore);
  }
  expect(costs[1]).toBe(1);
  expect(costs.at(-1)).toBeLessThan(0.9);
});

test("time that is over ends the work with the best so far", async () => {
  const advice = await asked(reads, { timeMs: 1 });
  expect(advice.stopped).toBe(true);
  expect(advice.create).toEqual([]);
  expect(advice.whatIfCalls).toBe(0);
});

test("what another index does the work of is dropped, and nothing that a constraint needs", async () => {
  const advice = await asked([{ sql: "select price from items where product_id = 3" }], {
    uses: [
      { name: "public.customers_region", scans: 0 },
      { name: "public.orders_customer", scans: 9 },
    ],
  });
  expect(advice.drop.map(({ sql }) => sql)).toEqual([
    "drop index concurrently public.items_product",
  ]);
  const wider = await asked(
    [
      { sql: "select price from items where product_id = 3" },
      { sql: "select id from customers where email = 'x'" },
      { sql: "select id from customers where region = 'x' and name = 'y'" },
      { sql: "select id from orders where customer_id = 5" },
    ],
    { uses: [{ name: "public.customers_region", scans: 0 }] },
  );
  const drops = wider.drop.map(({ sql, reason }) => [sql.split(".")[1], reason]);
  expect(drops).toContainEqual(["orders_customer", expect.stringContaining("duplicate")]);
  expect(drops).toContainEqual(["items_product", expect.stringContaining("items_product_price")]);
  expect(drops).toContainEqual(["customers_region", expect.any(String)]);
  expect(drops.map(([name]) => name)).not.toContain("customers_email");
  expect(drops.map(([name]) => name)).not.toContain("orders_pkey");
});

test("the twin is left without hypothetical indexes", async () => {
  await asked(reads.slice(0, 1));
  const rows = await twin.session.query(
    "select relname from pg_catalog.pg_class where relname like 'advice%'",
  );
  expect(rows).toEqual([]);
});
