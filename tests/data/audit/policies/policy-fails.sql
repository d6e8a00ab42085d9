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
alter table members enable row level security;
grant select on members to app_role;
-- bad
-- finding public.members
create policy p on members to app_role using (org_id in (select m.org_id from members m where m.user_id = auth.user_id()))
-- bad
-- finding public.members
-- finding public.tasks
create policy p on members to app_role using (exists (select from tasks where tasks.org_id = members.org_id));
create policy q on tasks to app_role using (exists (select from members where tasks.org_id = members.org_id))
-- good
create policy p on members to app_role using (user_id = auth.user_id());
create policy q on tasks to app_role using (exists (select from members where tasks.org_id = members.org_id));
create policy r on members for insert to app_role with check (exists (select from members m where m.org_id = members.org_id))
