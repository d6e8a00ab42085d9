-- setup
create role app_role login;
create schema auth;
create function auth.user_id() returns text language plpgsql stable as $$ begin return nullif(current_setting('request.user', true), ''); end $$;
create function auth.session() returns jsonb language plpgsql stable as $$ begin return nullif(current_setting('request.claims', true), '')::jsonb; end $$;
create table tasks (id int primary key, user_id text not null, owner text not null, org_id uuid not null, title text, published boolean not null default false);
alter table tasks enable row level security;
grant usage on schema auth to app_role;
grant select, insert, update, delete on tasks to app_role;
-- setup
create table notes (id int primary key, tenant_id uuid, body text);
alter table notes enable row level security;
-- bad
-- finding public.notes.tenant_id
create policy p on notes to app_role using (tenant_id = current_setting('app.tenant', true)::uuid)
-- good
create policy p on notes to app_role using (body <> '');
create policy q on tasks to app_role using (user_id = auth.user_id())
