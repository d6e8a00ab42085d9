-- bad
-- finding public.tasks.created_at
-- finding public.notes.created
create table tasks (id bigint primary key, created_at timestamptz default now());
create table notes (id bigint primary key, created date)
-- good
create table tasks (id bigint primary key, created_at timestamptz not null default now(), deleted_at timestamptz, created_by bigint, created text)
