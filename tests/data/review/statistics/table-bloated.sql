-- bad
-- finding public.tasks
create table tasks (id int, note text);
alter table tasks set (autovacuum_enabled = off);
insert into tasks select i, repeat('x', 100) from generate_series(1, 200000) i;
delete from tasks where id % 10 > 0;
vacuum analyze tasks
-- good
create table tasks (id int, note text, more jsonb, at timestamptz, done boolean, amount numeric);
insert into tasks select i, repeat('x', i % 200), '{}', now(), true, i from generate_series(1, 100000) i;
vacuum analyze tasks
