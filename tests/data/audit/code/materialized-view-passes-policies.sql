-- setup
create role app_role login;
create table tasks (id int primary key, tenant_id int not null, title text);
alter table tasks enable row level security;
-- bad
-- finding public.titles
create materialized view titles as select title from tasks;
grant select on titles to app_role
-- good
create materialized view titles as select title from tasks
-- good
create table plain (id int primary key);
create materialized view plain_ids as select id from plain;
grant select on plain_ids to app_role
