-- bad
-- finding public.tasks
-- finding public.titles
create table tasks (id int primary key, title text);
create view titles as select title from tasks;
grant select, insert on tasks to public;
grant select on titles to public
-- good
create role app_role login;
create table tasks (id int primary key);
grant select on tasks to app_role
