-- setup
create table events (id bigint, day date not null) partition by range (day);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
-- bad
create index events_day on only events (day); -- finding
-- good
create index events_day on only events (day);
create index concurrently events_2025_day on events_2025 (day);
alter index events_day attach partition events_2025_day;
