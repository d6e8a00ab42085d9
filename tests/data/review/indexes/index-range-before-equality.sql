-- bad
-- finding public.tasks_at_owner_idx
-- finding public.tasks_state_day_owner_idx
create domain moment as timestamptz;
create table tasks (id int primary key, at moment, day date, owner int, state text);
create index on tasks (at, owner);
create index on tasks (state, day, owner)
-- good
create table tasks (id int primary key, at timestamptz, owner int);
create index on tasks (owner, at);
create index on tasks (at, id);
create index on tasks (at) include (owner);
create unique index on tasks (at, owner)
