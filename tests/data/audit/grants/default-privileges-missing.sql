-- setup
create role app_role login;
create schema app;
create table app.tasks (id int primary key);
create table app.notes (id int primary key);
-- bad
-- finding app
grant select, insert on all tables in schema app to app_role
-- good
grant select, insert on all tables in schema app to app_role;
alter default privileges in schema app grant select, insert on tables to app_role
-- good
grant select on app.tasks to app_role
