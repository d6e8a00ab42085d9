insert into sources select i, 'source ' || i, (array['web','app','batch'])[1 + i % 3], 'region ' || (hashint4(i) & 7) from generate_series(1, 400) i;
insert into events (source_id, at, kind, level, payload, message)
select 1 + (399 * power((hashint4(i) & 65535) / 65536.0, 3))::int, timestamptz '2024-01-01 00:00+00' + i * interval '130 seconds',
       case when hashint4(i) & 511 = 0 then 'crash' when hashint4(i) & 15 = 1 then 'login' else 'view ' || (hashint4(i) & 31) end,
       case when hashint4(i + 1) & 255 = 0 then 5 when hashint4(i + 1) & 31 = 1 then 3 else 1 end,
       jsonb_build_object('path', '/p/' || (hashint4(i + 2) & 511), 'ms', hashint4(i) & 4095, 'user', hashint4(i + 3) & 8191),
       case when hashint4(i) & 3 = 0 then 'message ' || md5(i::text) end
  from generate_series(1, 240000) i;
insert into readings select 1 + i % 200, timestamptz '2024-01-01 00:00+00' + i * interval '20 seconds', sin(i / 1000.0) * 50 + (hashint4(i) & 255) / 100.0, case when hashint4(i) & 63 = 0 then 0 when i % 10 = 0 then null else 1 end
  from generate_series(1, 400000) i;
insert into sessions select md5(i::text)::uuid, 1 + (hashint4(i) & 255), timestamptz '2024-01-01 00:00+00' + i * interval '6 minutes', case when i % 20 <> 0 then timestamptz '2024-01-01 00:10+00' + i * interval '6 minutes' end, (200 * power((hashint4(i + 6) & 65535) / 65536.0, 5))::int
  from generate_series(1, 80000) i;
create index events_source on events (source_id, at);
create index events_crash on events (at) where kind = 'crash';
create index events_payload on events using gin (payload jsonb_path_ops);
create index events_user on events (((payload ->> 'user')::int));
create index readings_at on readings using brin (at);
create index readings_sensor on readings (sensor, at);
create index readings_value on readings using brin (value float8_minmax_multi_ops) with (pages_per_range = 32);
create index sessions_started on sessions (started);
create index sessions_hits on sessions (hits) where ended is null;
create statistics events_kinds (ndistinct, mcv) on kind, level from events;
vacuum analyze;
