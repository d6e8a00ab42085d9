-- setup
create table tasks (id int primary key, state int);
alter table tasks set (autovacuum_enabled = off);
insert into tasks select generate_series(1, 15000);
analyze tasks;
update tasks set state = 1;
-- bad
-- finding public.tasks
-- with {"oneWay": true}
select 1
-- good
vacuum tasks
