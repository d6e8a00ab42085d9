-- bad
-- finding public.tasks.created_at
-- finding public.tasks.seen_at
create table tasks (id bigint primary key, created_at timestamp default now(), seen_at timestamp default current_timestamp)
-- good
create table tasks (id bigint primary key, created_at timestamptz default now(), seen_at timestamp default (now() at time zone 'UTC'),
  day date default now())
