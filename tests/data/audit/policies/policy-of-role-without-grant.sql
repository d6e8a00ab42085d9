-- bad
-- finding public.tasks
create role app_role login;
create table tasks (id int primary key);
alter table tasks enable row level security;
create policy own on tasks for select to app_role using (id = 1)
-- good
create role app_role login;
create table tasks (id int primary key, title text);
alter table tasks enable row level security;
create policy own on tasks for select to app_role using (id = 1);
create policy change on tasks for update to app_role using (id = 1);
grant select, update (title) on tasks to app_role
