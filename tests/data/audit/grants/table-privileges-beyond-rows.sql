-- bad
-- finding public.tasks
create role app_role login;
create table tasks (id int primary key);
grant all on tasks to app_role
-- good
create role app_role login;
create table tasks (id int primary key);
grant select, insert, update, delete on tasks to app_role
