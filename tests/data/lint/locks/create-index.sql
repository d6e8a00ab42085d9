-- setup
create table events (id bigint, day date not null) partition by range (day);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
create materialized view counts as select status, count(*) from tasks group by status;
-- bad
create index tasks_title on tasks (title); -- finding
create unique index on tasks (lower(title), id) where status = 'open'; -- finding
create index events_day on events (day); -- finding
create index counts_status on counts (status); -- finding
-- good
create index concurrently tasks_title on tasks (title);
create index on only events (day);
create table notes (id bigint primary key, body text);
create index on notes (body);
