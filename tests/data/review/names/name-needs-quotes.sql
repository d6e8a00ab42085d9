-- bad
-- finding public."Users"
-- finding public.tasks
-- finding public."task list"
-- finding public."isOne"
-- finding "App"
create schema "App";
create table "Users" (id bigint primary key);
create table tasks (id bigint primary key, "createdAt" timestamptz, "due-date" date);
create view "task list" as select id from tasks;
create function "isOne"(integer) returns boolean language sql return $1 = 1
-- bad
-- finding public
create table "A" (id bigint primary key);
create table "B" (id bigint primary key);
create table "C" (id bigint primary key);
create table "D" (id bigint primary key);
create table "E" (id bigint primary key);
create table f ("createdAt" timestamptz);
create table g ("createdAt" timestamptz);
create table h ("createdAt" timestamptz);
create table i ("createdAt" timestamptz)
-- good
create table users (id bigint primary key, created_at timestamptz, größe integer, "order" integer, "left$" text);
create table Tasks (Id bigint primary key)
