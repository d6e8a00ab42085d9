-- bad
-- finding public.tasks
create table tasks (id int primary key);
alter table tasks enable row level security;
create policy own on tasks using (id = 1)
-- good
create role app_role login;
create table tasks (id int primary key);
alter table tasks enable row level security;
create policy own on tasks to app_role using (id = 1);
create policy guard on tasks as restrictive using (id > 0)
