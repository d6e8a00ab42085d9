-- bad
-- finding public.tasks.title
create role app_role login;
create table tasks (id int primary key, title text, secret text);
grant select on tasks to app_role;
grant select (title) on tasks to app_role
-- good
create role app_role login;
create table tasks (id int primary key, title text, secret text);
grant select (id, title) on tasks to app_role;
grant insert on tasks to app_role
