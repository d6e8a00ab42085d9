-- bad
-- finding public.tasks
create role app_role login;
create table tasks (id int primary key);
alter table tasks enable row level security;
create policy own on tasks to app_role using (id = 1);
create policy shared on tasks for select to app_role using (id = 2)
-- good
create role app_role login;
create role reader_role login;
create table tasks (id int primary key);
alter table tasks enable row level security;
create policy own on tasks for select to app_role using (id = 1);
create policy change on tasks for update to app_role using (id = 1);
create policy readers on tasks for select to reader_role using (id = 2);
create policy guard on tasks as restrictive using (id > 0)
