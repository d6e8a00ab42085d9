-- bad
-- finding public.tasks.seen_at
-- finding public.tasks.created_at
create table tasks (id bigint primary key, seen_at timestamptz default 'now'::timestamptz, created_at date default '2024-01-01')
-- good
create table tasks (id bigint primary key, seen_at timestamptz default now(), valid_until date default 'infinity',
  valid_from date default '2024-01-01', created_at timestamptz default '1970-01-01 00:00:00Z', title text default '2024-01-01 10:00:00.123456')
