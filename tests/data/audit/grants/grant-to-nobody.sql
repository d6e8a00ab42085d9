-- bad
-- finding public.tasks
create role old_role nologin;
create table tasks (id int primary key);
grant select, insert on tasks to old_role
-- good
create role app_role login;
create role readers_role nologin;
grant readers_role to app_role;
create table tasks (id int primary key);
grant select on tasks to readers_role
