-- bad
-- finding app
create role app_role login;
create schema app;
create table app.tasks (id int primary key);
grant select on app.tasks to app_role
-- good
create role app_role login;
create schema app;
create table app.tasks (id int primary key);
grant usage on schema app to app_role;
grant select on app.tasks to app_role
-- good
create role app_role login;
create role readers_role nologin;
grant readers_role to app_role;
create schema app;
create table app.tasks (id int primary key);
grant usage on schema app to app_role;
grant select on app.tasks to readers_role
