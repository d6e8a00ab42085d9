-- bad
set statement_timeout = '5s';
create index concurrently tasks_title on tasks (title); -- finding
-- good
set statement_timeout = '5s';
alter table tasks add column a int;
set statement_timeout = 0;
create index concurrently tasks_title on tasks (title);
