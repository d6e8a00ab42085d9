-- bad
-- finding public.tasks_pkey
-- with {"oneWay": true}
create table tasks (id int primary key, at int);
insert into tasks select i, i from generate_series(1, 800000) i;
delete from tasks where id % 20 > 0;
vacuum analyze tasks
-- good
create table tasks (id int primary key, state text, at int);
insert into tasks select i, 'open', i from generate_series(1, 400000) i;
create index on tasks (state);
create index on tasks (at) where at < 100;
vacuum analyze tasks
