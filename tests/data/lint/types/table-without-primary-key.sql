-- setup
create table events (id bigint, day date not null) partition by range (day);
-- bad
create table notes (body text); -- finding
-- good
create table notes (body text);
alter table notes add column id bigint generated always as identity primary key;
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
