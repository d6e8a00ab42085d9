-- setup
create table events (id bigint, day date not null) partition by range (day);
create table events_rest partition of events default;
-- bad
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01'); -- finding
-- good
alter table events_rest add constraint not_2025 check (day < '2025-01-01' or day >= '2026-01-01') not valid;
alter table events_rest validate constraint not_2025;
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
