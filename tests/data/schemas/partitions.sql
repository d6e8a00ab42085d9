-- Partitions by range, list and hash, below one another, attached late, with their own indexes, keys and triggers.
create schema metrics;

create table metrics.events (
  tenant int not null,
  at timestamptz not null,
  kind text collate "C" not null default 'click',
  payload jsonb,
  primary key (tenant, at)
) partition by range (at);
comment on table metrics.events is 'By month, then by tenant';

create table metrics.events_2026_01 partition of metrics.events
  for values from ('2026-01-01 00:00+00') to ('2026-02-01 00:00+00');
create table metrics.events_2026_02 partition of metrics.events
  for values from ('2026-02-01 00:00+00') to ('2026-03-01 00:00+00') partition by hash (tenant);
create table metrics.events_2026_02_0 partition of metrics.events_2026_02 for values with (modulus 2, remainder 0);
create table metrics.events_2026_02_1 partition of metrics.events_2026_02 for values with (modulus 2, remainder 1)
  with (fillfactor = 80);
create table metrics.events_old partition of metrics.events for values from (minvalue) to ('2026-01-01 00:00+00');
create table metrics.events_rest partition of metrics.events default;
create index events_kind on metrics.events (kind, at desc);
create index only_here on metrics.events_2026_01 using gin (payload);
alter table metrics.events_2026_01 add constraint january_has_payload check (payload is not null) not valid;
alter table metrics.events_2026_01 alter column kind set default 'view';

-- columns in another order, more of them before, attached late
create table metrics.events_2026_03 (
  payload jsonb,
  gone int,
  kind text collate "C" not null,
  at timestamptz not null,
  tenant int not null
);
alter table metrics.events_2026_03 drop column gone;
create index march_kind on metrics.events_2026_03 (kind, at desc);
alter table metrics.events attach partition metrics.events_2026_03
  for values from ('2026-03-01 00:00+00') to ('2026-04-01 00:00+00');

create table metrics.regions (code text, name text, population bigint)
  partition by list (code);
create table metrics.regions_eu partition of metrics.regions for values in ('de', 'fr', 'it');
create table metrics.regions_unknown partition of metrics.regions for values in (null, '');
create table metrics.regions_empty (like metrics.regions);
alter table metrics.regions add constraint region_code unique (code);

create table metrics.by_expression (v text, n numeric)
  partition by range (lower(v) text_pattern_ops, n);
create table metrics.by_expression_low partition of metrics.by_expression
  for values from (minvalue, minvalue) to ('m', 0);
create table metrics.by_expression_high partition of metrics.by_expression
  for values from ('m', 0) to (maxvalue, maxvalue);

create table metrics.readings (
  id bigint not null,
  sensor int not null,
  value double precision,
  primary key (id, sensor)
) partition by hash (sensor);
create table metrics.readings_0 partition of metrics.readings for values with (modulus 3, remainder 0);
create table metrics.readings_1 partition of metrics.readings for values with (modulus 3, remainder 1);
create table metrics.readings_2 partition of metrics.readings for values with (modulus 3, remainder 2);
create table metrics.notes (
  reading_id bigint,
  sensor int,
  note text,
  foreign key (reading_id, sensor) references metrics.readings on delete cascade
);
create table metrics.alarms (
  reading_id bigint,
  sensor int not null,
  level int check (level > 0),
  foreign key (reading_id, sensor) references metrics.readings
) partition by list (level);
create table metrics.alarms_1 partition of metrics.alarms for values in (1);
create table metrics.alarms_2 partition of metrics.alarms for values in (2, 3);

create function metrics.stamp() returns trigger language plpgsql as 'begin return new; end';
create trigger stamp after insert on metrics.events for each row execute function metrics.stamp();
create trigger only_march before insert on metrics.events_2026_03 for each row execute function metrics.stamp();
alter table metrics.events_2026_01 disable trigger stamp;

-- an index of the parent alone, with one partition's index attached and the other missing
create table metrics.half (a int, b int) partition by list (a);
create table metrics.half_1 partition of metrics.half for values in (1);
create table metrics.half_2 partition of metrics.half for values in (2);
create index half_b on only metrics.half (b);
create index half_1_own_name on metrics.half_1 (b);
alter index metrics.half_b attach partition metrics.half_1_own_name;

-- a key of the parent alone
create table metrics.keyed (a int not null, b int) partition by list (a);
alter table only metrics.keyed add constraint keyed_key unique (a);
create table metrics.keyed_1 partition of metrics.keyed for values in (1);

-- @since 17
create table metrics.numbered (
  id bigint generated always as identity (increment by 5),
  shard int
) partition by list (shard);
create table metrics.numbered_1 partition of metrics.numbered for values in (1);
create table metrics.numbered_2 partition of metrics.numbered for values in (2);
-- @end
