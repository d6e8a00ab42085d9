-- bad
-- finding public.tasks_status_idx
-- finding public.tasks_tenant_id_amount_idx
-- finding public.tasks_tags_idx
create type status as enum ('todo', 'done');
create table tasks (id int primary key, tenant_id int not null, status status not null, amount numeric, tags text[]);
alter table tasks enable row level security;
create policy own on tasks using (tenant_id = current_setting('app.tenant', true)::int);
create index on tasks (status);
create index on tasks (tenant_id, amount);
create index on tasks using gin (tags)
-- good
create type status as enum ('todo', 'done');
create table tasks (id int primary key, tenant_id int not null, status status not null, title text, at timestamptz, readers text[]);
alter table tasks enable row level security;
create policy own on tasks using (tenant_id = current_setting('app.tenant', true)::int or readers @> array[current_user::text]);
create index on tasks (tenant_id, at) where status = 'todo';
create index on tasks (title, at);
create index on tasks using gin (readers);
create table free (id int primary key, status status);
create index on free (status)
