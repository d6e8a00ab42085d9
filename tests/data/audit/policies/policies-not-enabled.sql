-- bad
-- finding public.tasks
create table tasks (id int primary key, tenant_id int not null);
create policy own on tasks using (tenant_id = 1)
-- good
create table tasks (id int primary key, tenant_id int not null);
alter table tasks enable row level security;
create policy own on tasks using (tenant_id = 1)
