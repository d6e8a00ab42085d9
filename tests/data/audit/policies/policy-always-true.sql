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
-- finding public.t7
-- finding public.t8
create policy p on t1 to app_role using (true);
create policy p on t2 to app_role using (1 = 1);
create policy p on t3 for select to app_role using (true or user_id = auth.user_id());
create policy p on t4 to app_role using (id is not null);
create policy p on t5 to app_role using (id = id);
create policy p on t6 to app_role using (user_id = (select auth.user_id())) with check (id = id);
create policy p on t7 for insert to app_role with check (true);
create policy p on t8 as restrictive to app_role using (user_id is not null or owner is null)
-- good
create policy p on t1 to app_role using (user_id = (select auth.user_id()));
create policy q on t1 for select to app_role using (published);
create policy r on t1 for select to app_role using (title is not null);
create policy s on t1 as restrictive to app_role using (true)
