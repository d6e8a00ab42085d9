-- bad
alter table users rename to people; -- finding
alter view open_tasks rename to unfinished; -- finding
-- good
begin;
alter table users rename to people;
create view users as select * from people;
commit;
alter index tasks_status rename to tasks_by_status;
