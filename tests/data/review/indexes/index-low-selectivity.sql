-- setup
create table tasks (id int, state text, owner int);
insert into tasks select i, case when i % 100 = 0 then 'open' else 'done' end, i % 5000 from generate_series(1, 20000) i;
create index tasks_state_idx on tasks (state);
-- bad
-- finding public.tasks_state_idx
analyze tasks
-- good
create index on tasks (owner);
create index on tasks (id) where state = 'open';
create index on tasks (state, owner);
drop index tasks_state_idx;
analyze tasks
-- good
-- with {"text": true}
analyze tasks
