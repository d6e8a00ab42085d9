import type { Workload } from "../workload.ts";

/** Events by time in monthly partitions, and who caused them; rows arrive all the time. */
export const eventLog: Workload = {
  name: "event log",
  setup: `
    create table users (id int primary key, email text not null, plan text not null, created_at timestamptz not null);
    create table devices (id int primary key, user_id int not null, kind text not null, last_seen timestamptz);
    create table events (id bigint generated always as identity, at timestamptz not null, user_id int not null, device_id int, kind text not null, path text,
      status int not null, duration_ms int, payload jsonb not null, labels text[] not null) partition by range (at);
    do $$ begin for m in 1..12 loop
      execute format('create table events_%s partition of events for values from (%L) to (%L)', to_char(m, 'FM00'),
        make_date(2025, m, 1), make_date(2025, m, 1) + interval '1 month');
    end loop; end $$;
    select setseed(0.5);
    insert into users select i, 'user' || i || '@example.org', (array['free','free','free','team','company'])[1 + floor(random() * 5)::int], timestamptz '2024-01-01' + i * interval '20 minutes' from generate_series(1, 20000) i;
    insert into devices select i, 1 + floor(random() * 20000)::int, (array['web','ios','android'])[1 + floor(random() * 3)::int], case when random() < 0.7 then timestamptz '2025-01-01' + random() * interval '360 days' end from generate_series(1, 40000) i;
    insert into events (at, user_id, device_id, kind, path, status, duration_ms, payload, labels)
      select timestamptz '2025-01-01' + i * interval '78 seconds', 1 + floor(random() ^ 3 * 20000)::int, case when random() < 0.9 then 1 + floor(random() * 40000)::int end,
        (array['view','view','view','view','click','click','search','login','purchase','error'])[1 + floor(random() * 10)::int], '/p/' || floor(random() * 3000)::int,
        case when random() < 0.97 then 200 when random() < 0.5 then 404 else 500 end, (random() ^ 4 * 5000)::int,
        jsonb_build_object('ref', 'r' || floor(random() * 500)::int, 'n', i % 100), array['l' || floor(random() * 60)::int, 'm' || floor(random() * 8)::int]
      from generate_series(1, 400000) i;`,
  queries: [
    {
      sql: "select count(*) from events where at >= '2025-11-01' and at < '2025-11-02'",
      weight: 20,
    },
    {
      sql: "select kind, count(*) from events where at >= '2025-10-01' and at < '2025-11-01' group by kind",
      weight: 5,
    },
    { sql: "select * from events where user_id = $1 order by at desc limit 50", weight: 100 },
    {
      sql: "select * from events where user_id = 17 and kind = 'purchase' and at >= '2025-06-01' order by at",
      weight: 20,
    },
    {
      sql: "select path, count(*) from events where kind = 'view' and at >= '2025-11-10' and at < '2025-11-17' group by path order by 2 desc limit 20",
      weight: 5,
    },
    {
      sql: "select date_trunc('day', at), count(*) from events where kind = 'login' and at >= '2025-09-01' group by 1 order by 1",
      weight: 2,
    },
    { sql: "select * from events where status = 500 order by at desc limit 100", weight: 30 },
    { sql: "select count(*) from events where status = 404 and path = '/p/77'", weight: 5 },
    {
      sql: "select u.plan, count(distinct e.user_id) from events e join users u on u.id = e.user_id where e.at >= '2025-11-01' group by u.plan",
      weight: 2,
    },
    {
      sql: "select u.email, count(*) from users u join events e on e.user_id = u.id where u.email = $1 group by u.email",
      weight: 50,
    },
    {
      sql: "select * from events where payload @> '{\"ref\": \"r77\"}' and at >= '2025-11-01'",
      weight: 5,
    },
    {
      sql: "select * from events where labels @> array['l5', 'm3'] order by at desc limit 20",
      weight: 5,
    },
    {
      sql: "select device_id, max(at) from events where device_id in (5, 6, 7) group by device_id",
      weight: 20,
    },
    {
      sql: "select percentile_cont(0.95) within group (order by duration_ms) from events where path = $1 and at >= '2025-11-01'",
      weight: 5,
    },
    {
      sql: "select d.kind, count(*) from devices d join events e on e.device_id = d.id where e.kind = 'error' and e.at >= '2025-10-01' group by d.kind",
      weight: 2,
    },
    { sql: "select id from users where lower(email) = lower($1)", weight: 100 },
    { sql: "select * from devices where user_id = $1", weight: 100 },
    { sql: "select count(*) from devices where last_seen is null", weight: 2 },
    {
      sql: "select * from events where duration_ms > 4500 and at >= '2025-11-01' order by duration_ms desc limit 10",
      weight: 5,
    },
    {
      sql: "insert into events (at, user_id, kind, status, payload, labels) values ($1, $2, $3, $4, $5, $6)",
      weight: 3000,
    },
    { sql: "update devices set last_seen = $1 where id = $2", weight: 1000 },
    { sql: "delete from events where at < '2025-02-01' and kind = 'view'", weight: 1 },
  ],
};
