-- bad
-- finding public.tasks_pkey
-- with {"oneWay": true}
create table tasks (code text primary key);
insert into tasks select lpad(i::text, 100, '0') from generate_series(1, 100000) i;
delete from tasks where right(code, 1) <> '0';
vacuum analyze tasks
-- good
create table tasks (id int primary key, state text, at int);
insert into tasks select i, 'open', i from generate_series(1, 100000) i;
create index on tasks (state);
create index on tasks (at) where at < 100;
vacuum analyze tasks
