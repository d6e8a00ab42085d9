-- setup
create table tasks (id int, at date) partition by range (id);
create table tasks_1 partition of tasks for values from (1) to (100000);
insert into tasks select generate_series(1, 20000);
-- bad
-- finding public.tasks
-- with {"oneWay": true}
analyze tasks_1
-- good
analyze tasks
