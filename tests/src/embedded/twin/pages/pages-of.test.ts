import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pagesOf } from "../../../../../src/embedded/twin/pages/pages-of.ts";
import type { IndexFigures } from "../../../../../src/embedded/twin/pages/types.ts";
import { resizeFile, writePages } from "../../../../../src/embedded/twin/relation-file.ts";
import { uncheckedCluster, type UncheckedCluster } from "./cluster.ts";

/**
 * `hollow` is a copy of `original` with the same statistics and without a row: its files are holes, and its indexes hold the pages of
 * `pagesOf` with the figures of the original's. The planner has to see no difference.
 */
const SETUP = `
  create extension pageinspect;
  select setseed(0.3);
  create table orders as
    select i::bigint as id, (random() * 3000)::int as customer, (random() * 1000)::numeric(10, 2) as total,
           timestamptz '2026-01-01' + i * interval '1 minute' as at, array['a' || i % 300, 'b' || i % 7] as tags,
           jsonb_build_object('k', i % 500, 'v', i % 3) as doc, md5(i::text) as hash,
           point(random() * 100, random() * 100) as place, int4range(i, i + 50) as span
      from generate_series(1, 40000) i;
  alter table orders add primary key (id);
  create index by_customer on orders (customer, at desc) include (total);
  create index by_hash on orders (hash);
  create index by_total on orders (total) where customer < 100;
  create index by_at on orders using brin (at) with (pages_per_range = 8);
  create index by_tags on orders using gin (tags);
  create index by_doc on orders using gin (doc jsonb_path_ops);
  create index hashed on orders using hash (customer);
  create index by_place on orders using gist (place);
  create index by_span on orders using spgist (span);
  create table customers as select i as id, 'c' || i as name from generate_series(0, 3000) i;
  create unique index on customers (id);
  create table regions (id int primary key, name text);
  insert into regions select i, 'r' || i from generate_series(1, 9) i;
  create table nothing (id int primary key, tags text[]);
  create index nothing_tags on nothing using gin (tags);
  create index nothing_brin on nothing using brin (id);`;

const btree = [
  "select * from orders where id = 17",
  "select * from orders where id between 1300 and 1900",
  "select id from orders where id < 5000 order by id desc",
  "select * from orders where customer = 5 order by at desc limit 3",
  "select sum(total) from orders where customer between 10 and 60",
  "select customer, count(*) from orders group by customer order by customer",
  "select * from orders where at = '2026-01-03 00:00+00' and customer in (1, 2, 3, 4)",
  "select * from orders where hash = 'c4ca4238a0b923820dcc509a6f75849b'",
  "select * from orders where hash like 'c4ca%'",
  "select * from orders where total > 500 and customer < 100 order by total",
  "select c.name, o.total from customers c join orders o on o.customer = c.id where c.id < 20",
  "select c.name from customers c where exists (select from orders o where o.customer = c.id and o.total > 990)",
  "select * from customers c join orders o on o.id = c.id",
  "select * from regions where id = 4",
  "select max(id), min(hash) from orders",
  "update orders set total = 0 where id = 5",
];
const others = [
  "select * from orders where tags @> '{a7}'",
  "select * from orders where tags @> '{a7,b3}'",
  "select * from orders where tags && '{a7,a8,a9}'",
  "select * from orders where doc @> '{\"k\": 7}'",
  "select count(*) from orders where doc @> '{\"k\": 7}' and tags @> '{b2}'",
  "select * from orders where at between '2026-01-04' and '2026-01-05'",
  "select * from orders where at > '2026-01-02' and at < '2026-01-02 01:00'",
  "set enable_seqscan = off; select * from orders where at = '2026-01-09 00:00+00'",
  "select o.* from customers c join orders o on o.customer = c.id where c.name = 'c7'",
  "set enable_indexscan = off; select * from orders where customer = 5",
  "select * from orders where place <@ box '(1,1),(3,3)'",
  "select * from orders order by place <-> point '(5,5)' limit 4",
  "select * from orders where span && int4range(500, 600)",
];

/** Constants at the end of what a column has: here the planner asks the index for the least or greatest value. */
const atTheEnds = [
  "select * from orders where id > 39990",
  "select * from orders where id < 3",
  "select * from orders where customer > 2999",
  "select * from orders where hash < '0001'",
  "select * from customers c join orders o on o.id > c.id",
  "select * from nothing where id > 5",
];

let cluster: UncheckedCluster;
let original: pg.Client;
let hollow: pg.Client;

beforeAll(async () => {
  cluster = await uncheckedCluster();
  await cluster.start();
  const admin = await cluster.connect("postgres");
  await admin.query("create database original");
  original = await cluster.connect("original");
  await original.query(SETUP);
  await original.query("vacuum analyze");
  const relations = await figures(original);
  await original.end();
  await admin.query("create database hollow template original strategy file_copy");
  hollow = await cluster.connect("hollow");
  const files = await empty(hollow, relations);
  // Nothing stays in its buffers.
  await cluster.stop();
  for (const relation of relations) {
    const path = files.get(relation.name) ?? "";
    resizeFile(cluster.directory, path, relation.pages);
    writePages(cluster.directory, path, pagesOf(relation));
  }
  await cluster.start();
  original = await cluster.connect("original");
  hollow = await cluster.connect("hollow");
});

afterAll(async () => {
  await cluster.stop();
  cluster.remove();
});

interface Relation extends IndexFigures {
  readonly name: string;
  readonly relpages: number;
  readonly reltuples: number;
  readonly relallvisible: number;
}

/** The figures of relations with rows, from their own first pages. */
async function figures(client: pg.Client): Promise<Relation[]> {
  const { rows } = await client.query<Relation & { method: string }>(
    `select c.relname as name, am.amname as method, (pg_relation_size(c.oid) / 8192)::int as pages,
            relpages, reltuples, relallvisible
       from pg_class c join pg_am am on am.oid = c.relam
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')`,
  );
  const relations: Relation[] = [];
  for (const { method, ...relation } of rows) {
    const read = firstPage[method];
    const own = read === undefined ? { rows: [] } : await client.query(read, [relation.name]);
    relations.push({ ...relation, ...(own.rows[0] as Partial<IndexFigures>) });
  }
  return relations;
}

const firstPage: Record<string, string> = {
  btree: `select json_build_object('height', level) as btree from bt_metap($1)`,
  gin: `select json_build_object('totalPages', n_total_pages, 'entryPages', n_entry_pages, 'dataPages', n_data_pages,
          'entries', n_entries) as gin from gin_metapage_info(get_raw_page($1, 0))`,
  brin: `select json_build_object('pagesPerRange', pagesperrange, 'revmapPages', lastrevmappage) as brin
           from brin_metapage_info(get_raw_page($1, 0))`,
};

/** Takes the rows away, and gives the catalogue its figures back. Returns the files. */
async function empty(
  client: pg.Client,
  relations: readonly Relation[],
): Promise<ReadonlyMap<string, string>> {
  await client.query("truncate orders, customers, regions, nothing");
  for (const { name, relpages, reltuples, relallvisible } of relations)
    await client.query(
      `select pg_restore_relation_stats('schemaname', 'public', 'relname', $1::text, 'relpages', $2::int,
         'reltuples', $3::real, 'relallvisible', $4::int)`,
      [name, relpages, reltuples, relallvisible],
    );
  const { rows } = await client.query<{ name: string; path: string }>(
    "select relname as name, pg_relation_filepath(oid) as path from pg_class where relname = any ($1)",
    [relations.map(({ name }) => name)],
  );
  return new Map(rows.map(({ name, path }) => [name, path]));
}

async function plan(client: pg.Client, sql: string): Promise<string> {
  const statements = sql.split("; ");
  const query = statements.pop() ?? "";
  await client.query("begin");
  for (const setting of statements) await client.query(setting);
  const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain (verbose) ${query}`);
  await client.query("rollback");
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

test("the copy is hollow", async () => {
  const { rows } = await hollow.query("select count(*)::int from orders");
  expect(rows).toEqual([{ count: 0 }]);
});

test.each([...btree, ...others])(
  "%s: the plan is the original's to the last digit",
  async (sql) => {
    expect(await plan(hollow, sql)).toBe(await plan(original, sql));
  },
);

test.each(atTheEnds)("%s: can be planned", async (sql) => {
  expect(await plan(hollow, sql)).toMatch(/cost=/);
});
