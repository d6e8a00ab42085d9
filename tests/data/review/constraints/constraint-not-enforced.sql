-- bad
-- finding public.tasks
-- finding public.tasks
create table teams (id bigint primary key);
create table tasks (id bigint primary key, team_id bigint references teams not enforced, size integer check (size > 0) not enforced)
-- good
create table teams (id bigint primary key);
create table tasks (id bigint primary key, team_id bigint references teams, size integer);
alter table tasks add check (size > 0) not valid
