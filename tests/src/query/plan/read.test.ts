import { afterAll, beforeAll, expect, test } from "vitest";
import { readPlan } from "../../../../src/query/plan/read.ts";
import type { Plan, PlanNode } from "../../../../src/query/plan/node.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(`
    create table parents (id int primary key, name text not null);
    create table children (id int primary key, parent_id int not null references parents, note text);
    insert into parents select i, 'p' || i from generate_series(1, 1000) i;
    insert into children select i, i % 1000 + 1, md5(i::text) from generate_series(1, 20000) i;
    analyze parents; analyze children;
    create table days (day int, value int) partition by range (day);
    create table days_1 partition of days for values from (0) to (10);
    create table days_2 partition of days for values from (10) to (20);`);
});
afterAll(() => database[Symbol.asyncDispose]());

async function plan(sql: string, settings = ""): Promise<Plan> {
  const [row] = await database.run(
    `${settings}; begin; explain (analyze, verbose, buffers, settings, format json) ${sql}`,
  );
  return readPlan(row?.["QUERY PLAN"]);
}

const find = ({ nodes }: Plan, type: string): PlanNode | undefined =>
  nodes.find((node) => node.type === type);

test("own times add up to the whole", async () => {
  const { root, nodes } = await plan(
    "select p.name, count(*) from parents p join children c on c.parent_id = p.id group by 1 order by 2 desc limit 3",
  );
  const own = nodes.reduce((sum, { actual }) => sum + (actual?.ownMs ?? 0), 0);
  expect(own).toBeGreaterThan((root.actual?.totalMs ?? 0) * 0.9);
  expect(own).toBeLessThan((root.actual?.totalMs ?? 0) * 1.1);
});

test("own buffers add up to the whole", async () => {
  const { root, nodes } = await plan(
    "with c as materialized (select * from children) select count(*) from c join parents p on p.id = c.parent_id",
  );
  const own = nodes.reduce(
    (sum, { ownBuffers }) => sum + (ownBuffers?.hit ?? 0) + (ownBuffers?.read ?? 0),
    0,
  );
  expect(own).toBe((root.buffers?.hit ?? 0) + (root.buffers?.read ?? 0));
});

test("rows and removed rows are of all loops", async () => {
  const found = await plan(
    "select (select count(*) from parents c where c.id > p.id) from parents p where id <= 9",
    "set enable_indexscan = off; set enable_bitmapscan = off",
  );
  const inner = found.nodes.find(({ relation }) => relation?.alias === "c");
  expect(inner?.actual).toMatchObject({ loops: 9, rows: 8955, removed: 45 });
});

test("a CTE's time belongs to the scan that first reads it, not to the node that lists it", async () => {
  const found = await plan(
    "with c as materialized (select * from children order by note) select count(*) from c a, (select 1) b",
  );
  const scan = find(found, "CTE Scan");
  const definition = found.nodes.find(({ subplan }) => subplan === "CTE c");
  expect(definition?.actual?.totalMs).toBeGreaterThan(0);
  expect((scan?.actual?.ownMs ?? 0) + (definition?.actual?.totalMs ?? 0)).toBeCloseTo(
    scan?.actual?.totalMs ?? 0,
    2,
  );
});

test("workers count side by side", async () => {
  const found = await plan(
    "select count(*) from children",
    "set max_parallel_workers_per_gather = 2; set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0",
  );
  const scan = find(found, "Seq Scan");
  expect(find(found, "Gather")?.workers).toEqual({ planned: 2, launched: 2 });
  expect(scan?.actual).toMatchObject({ loops: 3 });
  expect(scan?.actual?.rows).toBeCloseTo(20000, -1);
  expect(scan?.actual?.totalMs).toBeLessThan((found.root.actual?.totalMs ?? 0) * 1.05);
});

test("a node that never ran has no rows and no time", async () => {
  const found = await plan(
    "select * from parents p join children c on c.parent_id = p.id where p.id < 0",
    "set enable_hashjoin = off; set enable_mergejoin = off",
  );
  expect(found.nodes.filter(({ actual }) => actual?.loops === 0).length).toBeGreaterThan(0);
  for (const { actual } of found.nodes) expect(actual?.totalMs).not.toBeNaN();
});

test("partitions, pruned ones too", async () => {
  const found = await plan("select * from days");
  expect(found.nodes.map(({ relation }) => relation?.name)).toEqual([
    undefined,
    "days_1",
    "days_2",
  ]);
  expect(found.root.children.map(({ relationship }) => relationship)).toEqual(["Member", "Member"]);
});

test("a change has its triggers", async () => {
  const found = await plan(
    "insert into children select 100000 + i, 1, '' from generate_series(1, 10) i",
  );
  expect(found.root.type).toBe("ModifyTable");
  expect(found.triggers).toMatchObject([{ constraint: "children_parent_id_fkey", calls: 10 }]);
});

test("bitmaps, memoized lookups and incremental sorts are read", async () => {
  const bitmap = await plan(
    "select * from children where id < 100 or id > 19900",
    "set enable_seqscan = off; set enable_indexscan = off",
  );
  expect(bitmap.nodes.map(({ type }) => type)).toEqual([
    "Bitmap Heap Scan",
    "BitmapOr",
    "Bitmap Index Scan",
    "Bitmap Index Scan",
  ]);
  const memoized = await plan(
    "select count(p.name) from children c left join parents p on p.id = c.parent_id + 0",
    "set enable_hashjoin = off; set enable_mergejoin = off",
  );
  expect(find(memoized, "Memoize")?.clauses[0]?.kind).toBe("Cache Key");
  const sorted = await plan("select * from children order by id, note limit 5");
  expect(find(sorted, "Incremental Sort")?.clauses.map(({ kind }) => kind)).toEqual([
    "Sort Key",
    "Presorted Key",
  ]);
});

test("settings that are not the default are kept", async () => {
  const { settings } = await plan("select 1", "set work_mem = '1MB'");
  expect(settings).toEqual({ work_mem: "1MB" });
});

test("what is no plan is an error that says what to give", () => {
  expect(() => readPlan([{}])).toThrowError(/no plan/);
});

test("estimated shares add up to the whole where an inner side is kept for the next loop", async () => {
  const [row] = await database.run(
    `set enable_hashjoin = off; set enable_mergejoin = off;
     explain (verbose, format json) select * from children c join parents p on p.id = c.parent_id`,
  );
  const found = readPlan(row?.["QUERY PLAN"]);
  expect(found.nodes.map(({ type }) => type)).toContain("Memoize");
  const own = found.nodes.reduce((sum, { estimate }) => sum + estimate.ownCost, 0);
  expect(own / found.root.estimate.totalCost).toBeCloseTo(1, 1);
  const scan = find(found, "Index Scan");
  expect(scan?.estimate.loops).toBeGreaterThan(900);
  expect(scan?.estimate.loops).toBeLessThan(3_000);
});
