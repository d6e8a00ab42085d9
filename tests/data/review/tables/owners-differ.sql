-- bad
-- finding public
create table tasks (id bigint primary key);
-- as superuser
create table notes (id bigint primary key)
-- good
create table tasks (id bigint primary key);
create view shown as select id from tasks;
-- as superuser
create schema other;
create table other.notes (id bigint primary key)
