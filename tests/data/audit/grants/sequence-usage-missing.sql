-- bad
-- finding public.tasks_id_seq
create role app_role login;
create table tasks (id serial primary key, title text);
grant select, insert on tasks to app_role
-- good
create role app_role login;
create table tasks (id serial primary key, title text);
grant select, insert on tasks to app_role;
grant usage on sequence tasks_id_seq to app_role
-- good
create role app_role login;
create table tasks (id int generated always as identity primary key, title text);
grant select, insert on tasks to app_role
