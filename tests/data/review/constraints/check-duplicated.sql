-- bad
-- finding public.tasks
create table tasks (id bigint primary key, size integer, constraint one check (size > 0), constraint two check (size > 0))
-- good
create table tasks (id bigint primary key, size integer, width integer, constraint one check (size > 0), constraint two check (width > 0))
