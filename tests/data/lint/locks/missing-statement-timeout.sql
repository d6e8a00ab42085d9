-- bad
create index on tasks (title); -- finding
-- bad
update tasks set title = upper(title); -- finding
-- good
set statement_timeout = '10s';
create index on tasks (title);
-- good
create index concurrently on tasks (title);
alter table tasks add column a int;
