-- setup
create table open_items (name text);
-- bad
alter table tasks add column number serial; -- finding
alter table open_items add column position bigint generated always as identity; -- finding
-- good
alter table tasks add column number bigint;
create table notes (body text);
alter table notes add column id bigserial;
