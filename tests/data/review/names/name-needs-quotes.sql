-- bad
-- finding public."Users"
-- finding public.tasks
-- finding public."task list"
create table "Users" (id bigint primary key);
create table tasks (id bigint primary key, "createdAt" timestamptz, "due-date" date);
create view "task list" as select id from tasks
-- good
create table users (id bigint primary key, created_at timestamptz, größe integer, "order" integer, "left$" text);
create table Tasks (Id bigint primary key)
