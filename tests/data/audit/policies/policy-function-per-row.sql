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
-- finding public.t5
-- finding public.t6
create policy p on t1 to app_role using (user_id = auth.user_id());
create policy p on t2 to app_role using (user_id = (select auth.user_id()) or owner = auth.user_id());
create function whoever() returns text language sql stable as 'select auth.user_id()';
create policy p on t3 to app_role using (user_id = whoever());
create policy p on t4 to app_role using (org_id = (auth.session() ->> 'org')::uuid);
create policy p on t5 to app_role using (org_id = current_setting('app.org', true)::uuid);
create index on t6 (user_id);
create policy p on t6 to app_role using (user_id = auth.user_id())
-- good
create policy p on t1 to app_role using (org_id = (select (auth.session() ->> 'org')::uuid));
create policy p on t2 to app_role using (user_id = (select auth.user_id()) or owner = (select auth.user_id()));
create policy q on t2 to app_role using (org_id = any (array(select '00000000-0000-0000-0000-000000000000'::uuid)));
create function whoever() returns text language sql stable as 'select auth.user_id()';
create policy p on t3 to app_role using (user_id = (select whoever()))
