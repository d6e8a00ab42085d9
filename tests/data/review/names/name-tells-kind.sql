-- bad
-- finding public.tbl_users
-- finding public.sp_count()
create table tbl_users (id bigint primary key);
create function sp_count() returns bigint language sql as 'select count(*) from tbl_users'
-- good
create table users (id bigint primary key, internal text, string text);
create table tables (id bigint primary key);
create function span() returns integer language sql return 1
