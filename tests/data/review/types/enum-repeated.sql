-- bad
-- finding public.task_status
create type job_status as enum ('open', 'done');
create type task_status as enum ('done', 'open');
create table tasks (id bigint primary key, status task_status, job job_status)
-- good
create type job_status as enum ('open', 'done');
create type task_status as enum ('open', 'done', 'dropped');
create table tasks (id bigint primary key, status task_status, job job_status)
