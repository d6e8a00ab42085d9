-- An event log: partitions by time and by hash, BRIN, append-only correlation, parallel plans.
create table sources (id int primary key, name text not null, kind text not null, region text not null);
create table events (
  id bigint generated always as identity, source_id int not null, at timestamptz not null, kind text not null,
  level smallint not null, payload jsonb not null, message text, primary key (at, id)
) partition by range (at);
create table events_2024_q1 partition of events for values from ('2024-01-01 00:00+00') to ('2024-04-01 00:00+00');
create table events_2024_q2 partition of events for values from ('2024-04-01 00:00+00') to ('2024-07-01 00:00+00');
create table events_2024_q3 partition of events for values from ('2024-07-01 00:00+00') to ('2024-10-01 00:00+00');
create table events_2024_q4 partition of events for values from ('2024-10-01 00:00+00') to ('2025-01-01 00:00+00');
create table events_rest partition of events default;
create table readings (sensor int not null, at timestamptz not null, value float8 not null, quality smallint);
create table sessions (id uuid not null, source_id int not null, started timestamptz not null, ended timestamptz, hits int not null, primary key (source_id, id)) partition by hash (source_id);
create table sessions_0 partition of sessions for values with (modulus 4, remainder 0);
create table sessions_1 partition of sessions for values with (modulus 4, remainder 1);
create table sessions_2 partition of sessions for values with (modulus 4, remainder 2);
create table sessions_3 partition of sessions for values with (modulus 4, remainder 3);
