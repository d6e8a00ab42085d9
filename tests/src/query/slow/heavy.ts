import { times, type Work } from "./library.ts";

/**
 * Statements that are dear for one reason each, and cheap ones that are asked for too often. What is dear by its time is so on any machine:
 * in one process, and ten times what is looked for.
 */

export const heavySchema = `
create table events (id int primary key, kind text not null, customer int not null, payload text not null);
insert into events select i, case when i % 1000 = 0 then 'rare' else 'usual' end, i % 500, repeat(md5(i::text), 12)
from generate_series(1, 100000) i;
create index on events (kind);
alter table events set (parallel_workers = 0);
create table settings (name text primary key, value text not null);
insert into settings select 'setting ' || i, 'on' from generate_series(1, 10) i;
create table counters (id int primary key, n int not null, note text not null);
insert into counters select i, 0, repeat('x', 200) from generate_series(1, 3000) i;
create table sessions (token text primary key, data text not null);
insert into sessions select md5(i::text), 'd' from generate_series(1, 5000) i;
analyze;`;

/**
 * Run before the requests: a row that nobody has read since it was written has no hint bits, and on a cluster with checksums
 * the read that sets them writes whole pages to the WAL after a checkpoint, which may come at any time.
 */
export const settleHeavy = "vacuum (freeze, analyze) events, settings, counters, sessions";

const ask =
  (sql: string, ...values: unknown[]): Work =>
  async (client) => {
    await client.query(sql, values);
  };

export const aggregate = ask(
  "select customer, count(*), avg(length(replace(payload, 'a', ''))) from events group by customer order by customer",
);
export const spill: Work = async (client) => {
  await client.query("set work_mem = '64kB'");
  await client.query(
    "select payload, id from events where id < $1 order by payload, id limit $2 offset $3",
    [20_000, 1, 15_000],
  );
  await client.query("reset work_mem");
};
/** A temporary table has buffers of its own, here fewer than it needs; a table would have to be larger than shared buffers. */
export const scans: Work = async (client) => {
  await client.query("set temp_buffers = '800kB'");
  await client.query("create temp table pages as select id, payload from events where id <= 30000");
  for (let call = 0; call < 5; call++)
    await client.query("select id from pages where payload like $1", ["%no such thing%"]);
};
export const update = ask("update counters set n = n + $1", 1);
export const manyRows = ask("select id, kind from events where id <= $1", 5_000);
export const setting: Work = async (client) => {
  await client.query("select value from settings where name = $1", [
    `setting ${Math.ceil(Math.random() * 10)}`,
  ]);
};
/** Often, and each row but now and then: nothing to keep, and no loop. */
export const login: Work = async (client) => {
  const token = Math.ceil(Math.random() * 5_000);
  await client.query("select data from sessions where token = md5($1)", [String(token)]);
};
export const heavyRequests: readonly Work[] = [
  ...times(8, aggregate),
  ...times(5, spill),
  scans,
  ...times(5, update),
  ...times(5, manyRows),
  ...times(800, setting),
  ...times(800, login),
];
