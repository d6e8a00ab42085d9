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
create policy p on tasks to app_role using (org_id = (select current_setting('app.org', true)::uuid));
-- bad
-- finding public.comments
create table comments (id int primary key, task_id int not null references tasks, body text);
grant select on comments to app_role
-- bad
-- finding public.invoices
create table invoices (id int primary key, org_id uuid not null);
grant select on invoices to app_role
-- good
create table comments (id int primary key, task_id int not null references tasks, body text);
create table countries (code text primary key);
grant select on countries to app_role
