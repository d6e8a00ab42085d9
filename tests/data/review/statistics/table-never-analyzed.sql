-- bad
-- finding public.tasks
-- with {"oneWay": true}
create table tasks (id int primary key);
alter table tasks set (autovacuum_enabled = off);
insert into tasks select generate_series(1, 2000)
-- good
create table tasks (id int primary key);
alter table tasks set (autovacuum_enabled = off);
insert into tasks select generate_series(1, 2000);
analyze tasks;
create table few (id int primary key);
insert into few values (1)
