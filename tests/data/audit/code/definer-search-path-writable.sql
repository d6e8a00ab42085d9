-- bad
-- finding app.total()
create schema app;
create table app.tasks (id int primary key);
create function app.total() returns bigint language sql security definer set search_path = app as 'select count(*) from tasks'
-- bad
-- finding app.total()
create schema app;
grant create on schema app to public;
create function app.total() returns bigint language sql security definer set search_path = app, pg_temp as 'select 1::bigint'
-- good
create schema app;
create role app_role login;
grant usage on schema app to app_role;
create function app.total() returns bigint language sql security definer set search_path = app, pg_temp as 'select 1::bigint';
create table app.tasks (id int primary key);
create function app.counted() returns bigint language sql security definer set search_path = app as 'select count(*) from app.tasks';
create function app.empty() returns bigint language sql security definer set search_path = '' as 'select 1::bigint'
