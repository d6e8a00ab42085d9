-- setup
create table tasks (id int primary key, title text);
insert into tasks select i, 'x' || i from generate_series(1, 2000) i;
analyze tasks;
-- bad
-- finding public.tasks_lower_idx
-- with {"oneWay": true}
create index on tasks (lower(title))
-- good
create index on tasks (title);
create index on tasks (lower(title));
analyze tasks
