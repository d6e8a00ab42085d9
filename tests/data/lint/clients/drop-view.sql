-- bad
drop view open_tasks; -- finding
-- good
begin;
drop view open_tasks;
create view open_tasks as select id, title, status from tasks where status = 'open';
commit;
drop view if exists missing;
