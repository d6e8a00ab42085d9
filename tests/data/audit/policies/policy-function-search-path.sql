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
create table members (org_id uuid not null, user_id text not null, primary key (org_id, user_id));
-- bad
-- finding public.my_orgs()
create function my_orgs() returns setof uuid language sql stable as 'select org_id from members where user_id = auth.user_id()';
create policy p on tasks to app_role using (org_id in (select my_orgs()))
-- bad
-- finding public.is_member(uuid)
create function is_member(uuid) returns boolean language plpgsql stable as $$ begin return exists (select from members where org_id = $1); end $$;
create policy p on tasks to app_role using (is_member(org_id))
-- good
create function my_orgs() returns setof uuid language sql stable as 'select org_id from public.members where user_id = auth.user_id()';
create function yours() returns setof uuid language sql stable set search_path = public, pg_temp as 'select org_id from members where user_id = auth.user_id()';
create policy p on tasks to app_role using (org_id in (select my_orgs()) or org_id in (select yours()))
