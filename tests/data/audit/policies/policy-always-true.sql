-- setup
create role app_role login;
create schema auth;
create function auth.user_id() returns text language plpgsql stable as $$ begin return nullif(current_setting('request.user', true), ''); end $$;
create function auth.session() returns jsonb language plpgsql stable as $$ begin return nullif(current_setting('request.claims', true), '')::jsonb; end $$;
create table tasks (id int primary key, user_id text not null, owner text not null, org_id uuid not null, title text, published boolean not null default false);
alter table tasks enable row level security;
grant usage on schema auth to app_role;
grant select, insert, update, delete on tasks to app_role;
-- bad
-- finding public.tasks
create policy p on tasks to app_role using (true)
-- bad
-- finding public.tasks
create policy p on tasks to app_role using (1 = 1)
-- bad
-- finding public.tasks
create policy p on tasks for select to app_role using (true or user_id = auth.user_id())
-- bad
-- finding public.tasks
create policy p on tasks to app_role using (id is not null)
-- bad
-- finding public.tasks
create policy p on tasks to app_role using (id = id)
-- bad
-- finding public.tasks
create policy p on tasks to app_role using (user_id = (select auth.user_id())) with check (id = id)
-- bad
-- finding public.tasks
create policy p on tasks for insert to app_role with check (true)
-- bad
-- finding public.tasks
create policy p on tasks as restrictive to app_role using (user_id is not null or owner is null)
-- good
create policy p on tasks to app_role using (user_id = (select auth.user_id()));
create policy q on tasks for select to app_role using (published);
create policy r on tasks for select to app_role using (title is not null)
