-- bad
-- finding public.tasks
-- finding public.tasks
-- finding public.tasks
create table teams (id bigint primary key);
create table tasks (id bigint primary key, team_id bigint, size integer, title text);
alter table tasks add constraint tasks_size_check check (size > 0) not valid,
  add constraint tasks_team_id_fkey foreign key (team_id) references teams not valid,
  add constraint tasks_title_set not null title not valid
-- good
create table teams (id bigint primary key);
create table tasks (id bigint primary key, team_id bigint references teams, size integer check (size > 0), title text not null);
alter table tasks add constraint small check (size < 9) not valid;
alter table tasks validate constraint small
