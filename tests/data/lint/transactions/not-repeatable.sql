-- bad
alter table tasks add column due_on date; -- finding
create index concurrently tasks_due on tasks (due_on);
-- bad
select 1;
create index concurrently tasks_title on tasks (title); -- finding
-- good
alter table tasks add column if not exists due_on date;
drop index concurrently if exists tasks_due;
create index concurrently tasks_due on tasks (due_on);
alter table tasks alter column title set not null;
-- good
begin;
alter table tasks add column due_on date;
drop view open_tasks;
commit;
-- good
alter table tasks add column due_on date;
-- bad
alter table tasks drop constraint if exists priority_known;
alter table tasks add constraint priority_known check (priority > 0);
alter table tasks add constraint priority_known check (priority > 0); -- finding
