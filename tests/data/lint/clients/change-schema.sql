-- setup
create schema app;
-- bad
alter table tasks set schema app; -- finding
alter schema app rename to application; -- finding
-- good
create table notes (id bigint primary key);
alter table notes set schema app;
create schema other;
alter schema other rename to third;
