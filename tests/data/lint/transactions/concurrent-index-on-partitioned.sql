-- setup
create table events (id bigint, day date not null) partition by range (day);
-- bad
create index concurrently events_day on events (day); -- finding
-- good
create index events_day on only events (day);
create index concurrently on tasks (title);
