-- bad
-- finding public.tasks.created_at
-- finding public.tasks."dueAt"
-- finding public.tasks.seen
create table tasks (id bigint primary key, created_at timestamp not null default now(), "dueAt" timestamp(3), seen timestamp);
create view seen_tasks as select seen from tasks
-- good
create table tasks (id bigint primary key, created_at timestamptz not null default now(), due date, at time);
create view shown as select created_at at time zone 'UTC' as created from tasks;
create table days (id bigint primary key, opens_at time without time zone, timestamp_without_time_zone text)
