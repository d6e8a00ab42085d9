-- bad
-- finding public.tasks
create role app_role login;
create table tasks (id int primary key);
alter table tasks enable row level security;
grant select on tasks to app_role
-- bad
-- finding public.tasks
create table tasks (id int primary key);
alter table tasks enable row level security;
create policy guard on tasks as restrictive using (id > 0)
-- good
create table tasks (id int primary key);
alter table tasks enable row level security;
create policy own on tasks using (id = 1)
