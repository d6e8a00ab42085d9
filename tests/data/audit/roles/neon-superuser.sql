-- setup
reset role;
do $$ begin create role neon_superuser nologin; exception when duplicate_object or unique_violation then null; end $$;
set role owner_role;
create table tasks (id int primary key);
create role app_role login;
-- bad
-- finding role app_role
reset role;
grant neon_superuser to app_role
-- good
grant select on tasks to app_role
