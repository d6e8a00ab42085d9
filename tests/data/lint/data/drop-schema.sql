-- setup
create schema archive;
create table archive.tasks (id bigint primary key);
-- bad
drop schema archive cascade; -- finding
-- good
create schema scratch;
drop schema scratch;
