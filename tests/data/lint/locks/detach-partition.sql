-- setup
create table events (id bigint, day date not null) partition by range (day);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
create table logs (id bigint, day date not null) partition by range (day);
create table logs_2025 partition of logs for values from ('2025-01-01') to ('2026-01-01');
create table logs_rest partition of logs default;
-- bad
alter table events detach partition events_2025; -- finding
alter table logs detach partition logs_2025; -- finding
-- good
alter table events detach partition events_2025 concurrently;
