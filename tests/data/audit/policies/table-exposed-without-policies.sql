-- setup
create role anonymous_role;
create role authenticated_role;
create role app_role;
create table tasks (id int primary key, owner text not null);
-- bad
-- finding public.tasks
-- finding public.countries
-- finding public.counted
create table countries (code text primary key);
grant select on countries to anonymous_role;
grant select, insert on tasks to authenticated_role;
create materialized view counted as select owner, count(*) from tasks group by owner;
grant select on counted to anonymous_role
-- good
alter table tasks enable row level security;
grant select on tasks to anonymous_role;
create table jobs (id int primary key);
grant select, insert on jobs to app_role;
grant truncate on jobs to authenticated_role
