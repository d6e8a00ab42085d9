-- setup
create table events (id bigint, day date not null) partition by range (day);
create index events_day on events (day);
-- bad
drop index tasks_status; -- finding
drop index if exists events_day; -- finding
-- good
drop index concurrently tasks_status;
create table notes (id bigint primary key, body text);
create index notes_body on notes (body);
drop index notes_body;
