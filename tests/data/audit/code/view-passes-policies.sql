-- setup
create role app_role login;
create table tasks (id int primary key, tenant_id int not null, title text);
alter table tasks enable row level security;
create policy own on tasks to app_role using (tenant_id = (select current_setting('app.tenant', true)::int));
-- bad
-- finding public.titles
-- finding public.titles_again
create view titles as select title from tasks;
create view titles_again as select title from titles;
grant select on titles, titles_again to app_role
-- bad
-- finding public.titles
create view titles as select title from tasks;
grant select on titles to public
-- good
create view titles with (security_invoker = true) as select title from tasks;
grant select on titles to app_role
-- good
create view titles as select title from tasks
-- good
create table plain (id int primary key);
create view plain_ids as select id from plain;
grant select on plain_ids to app_role
-- good
alter table tasks force row level security;
create view titles as select title from tasks;
grant select on titles to app_role
