-- bad
-- finding public.tasks
-- finding app
create role app_role login;
create schema app;
create table tasks (id int primary key);
grant select on tasks to app_role with grant option;
grant usage on schema app to app_role with grant option
-- good
create role app_role login;
create table tasks (id int primary key);
grant select on tasks to app_role
