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
-- finding public.tasks
create policy s on tasks for select to app_role using (user_id = (select auth.user_id()) and not published);
create policy d on tasks for delete to app_role using (not published);
create policy u on tasks for update to app_role using ((select auth.user_id()) is not null and not published)
-- good
create role admin_role nologin;
create policy s on tasks for select to app_role using (user_id = (select auth.user_id()) and not published);
create policy d on tasks for delete to app_role using (user_id = (select auth.user_id()));
create policy u on tasks for update to app_role using (exists (select from pg_catalog.pg_class c where c.relname = tasks.title));
create policy a on tasks to admin_role using (not published)
