-- bad
begin;
create index concurrently on tasks (title); -- finding
commit;
-- bad dbmate
-- migrate:up
drop index concurrently tasks_status; -- finding
-- bad prisma
alter table tasks add column a int;
create index concurrently on tasks (title); -- finding
-- good dbmate
-- migrate:up transaction:false
create index concurrently on tasks (title);
-- good
create index concurrently on tasks (title);
vacuum tasks;
