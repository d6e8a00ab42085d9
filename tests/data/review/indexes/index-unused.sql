-- setup
create table teams (id int primary key);
create table tasks (id int primary key, owner int, title text, team_id int references teams);
insert into teams values (1);
insert into tasks select i, i % 10, 'x' || i, 1 from generate_series(1, 2000) i;
create index tasks_title_idx on tasks (title);
create index tasks_team_idx on tasks (team_id);
analyze tasks;
-- bad
-- finding public.tasks_title_idx
-- finding public.tasks_team_idx
-- with {"countedDays": 30}
select 1
-- bad
-- finding public.tasks_title_idx
-- finding public.tasks_team_idx
do $$ begin for i in 1..120 loop perform from tasks where owner = i; end loop; end $$
-- good
select 1
-- good
-- with {"countedDays": 30}
set enable_seqscan = off;
set enable_bitmapscan = off;
select from tasks where title = 'x7';
select from tasks where team_id = 2
-- good
-- with {"countedDays": 30, "text": true}
select 1
