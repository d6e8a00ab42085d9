-- setup
create table tasks (id int primary key, state int, at int) with (autovacuum_enabled = off);
insert into tasks select i, 0, 0 from generate_series(1, 1000) i;
-- bad
-- finding public.tasks
create index on tasks (state);
do $$ begin for n in 1..12 loop update tasks set state = n; end loop; end $$
-- good
vacuum tasks;
create index on tasks (at)
