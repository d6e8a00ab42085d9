-- setup
create table events (id bigint, day date not null) partition by range (day);
create index on events (day);
create table events_2025 (id bigint, day date not null);
create table events_2026 (id bigint, day date not null, check (day >= '2026-01-01' and day < '2027-01-01'));
create index on events_2026 (day);
-- bad
alter table events attach partition events_2025 for values from ('2025-01-01') to ('2026-01-01'); -- finding
-- good
alter table events attach partition events_2026 for values from ('2026-01-01') to ('2027-01-01');
