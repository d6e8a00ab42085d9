-- setup
grant select on open_tasks to pg_monitor;
-- bad
drop view open_tasks; -- finding
create view open_tasks as select id from tasks;
-- good
drop view open_tasks;
create view open_tasks as select id from tasks;
grant select on open_tasks to pg_monitor;
-- good
create or replace view open_tasks as select id, title, status from tasks;
