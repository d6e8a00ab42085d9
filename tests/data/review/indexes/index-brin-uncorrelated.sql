-- setup
create table events (at timestamptz, device int);
insert into events select '2026-01-01'::timestamptz + i * interval '1 s', abs(hashint4(i)) % 1000 from generate_series(1, 20000) i;
-- bad
-- finding public.events_device_idx
create index on events using brin (device);
analyze events
-- good
create index on events using brin (at);
create index on events using brin (device int4_minmax_multi_ops);
create index on events (device);
analyze events
