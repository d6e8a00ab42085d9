-- bad
-- finding public.users_old
-- finding public.tmp_users
-- finding public.test
create table users (id bigint primary key);
create table users_old (id bigint primary key);
create table tmp_users (id bigint primary key);
create table test (id bigint primary key)
-- good
create table users (id bigint primary key);
create table tests (id bigint primary key);
create table news_copy (id bigint primary key);
create table test_results (id bigint primary key);
create table templates (id bigint primary key);
create temporary table tmp (id bigint)
