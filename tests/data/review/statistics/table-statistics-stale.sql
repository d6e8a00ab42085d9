-- setup
create table tasks (id int primary key, state int);
alter table tasks set (autovacuum_enabled = off);
insert into tasks select generate_series(1, 15000);
-- bad
-- finding public.tasks
-- with {"oneWay": true}
analyze tasks;
update tasks set state = 1
-- good
update tasks set state = 1;
analyze tasks
-- good
do $$ begin
  create table jobs (id int primary key, state int);
  insert into jobs select generate_series(1, 15000);
  analyze jobs;
end $$
