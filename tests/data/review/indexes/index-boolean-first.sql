-- bad
-- finding public.tasks_done_idx
-- finding public.tasks_done_at_idx
create domain flag as boolean;
create table tasks (id int primary key, done flag not null, at date);
create index on tasks (done);
create index on tasks (done, at)
-- good
create table tasks (id int primary key, done boolean not null, at date);
create index on tasks (at) where not done;
create index on tasks (at, done);
create unique index on tasks (done) where done
