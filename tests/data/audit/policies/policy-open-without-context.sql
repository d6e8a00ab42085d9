-- setup
create role app_role login;
create schema auth;
create function auth.user_id() returns text language plpgsql stable as $$ begin return nullif(current_setting('request.user', true), ''); end $$;
create function auth.session() returns jsonb language plpgsql stable as $$ begin return nullif(current_setting('request.claims', true), '')::jsonb; end $$;
create table tasks (id int primary key, user_id text not null, owner text not null, org_id uuid not null, title text, published boolean not null default false);
alter table tasks enable row level security;
grant usage on schema auth to app_role;
grant select, insert, update, delete on tasks to app_role;
do $$ begin
  for n in 1..8 loop
    execute format('create table t%s (like tasks including all); alter table t%1$s enable row level security; grant select on t%1$s to app_role', n);
  end loop;
end $$;
-- bad
-- finding public.t1
-- finding public.t2
-- finding public.t3
-- finding public.t4
create policy p on t1 to app_role using (auth.user_id() is null or user_id = auth.user_id());
create policy p on t2 to app_role using ((select auth.user_id()) is null or user_id = (select auth.user_id()));
create policy p on t3 to app_role using (coalesce(current_setting('app.user', true), '') = '' or owner = current_setting('app.user', true));
create policy p on t4 to app_role using (org_id = coalesce((select (auth.session() ->> 'org')::uuid), org_id))
-- good
create index on t4 (user_id);
create policy p on t4 to app_role using (user_id = (select auth.user_id()));
create policy p on t1 to app_role using (user_id = (select auth.user_id()));
create policy q on t1 for select to app_role using (published or (auth.user_id() is not null and owner = auth.user_id()));
create policy r on t1 for select to app_role using (title is null or user_id = auth.user_id())
