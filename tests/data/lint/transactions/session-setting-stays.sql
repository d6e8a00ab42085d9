-- setup
create schema app;
-- bad
begin;
set search_path = app; -- finding
create table notes (id bigint primary key);
commit;
-- good
begin;
set local search_path = app;
set lock_timeout = '2s';
create table notes (id bigint primary key);
commit;
