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
create table events (id int, org_id uuid not null) partition by range (id);
alter table events enable row level security;
create policy p on events to app_role using (org_id = (select current_setting('app.org', true)::uuid));
create table events_1 partition of events for values from (0) to (100);
grant select on events to app_role;
-- bad
-- finding public.events_1
grant select on events_1 to app_role
-- good
select 1
-- good
grant select on events_1 to app_role;
alter table events_1 enable row level security
