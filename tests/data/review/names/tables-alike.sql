-- bad
-- finding public.users
create table "User" (id bigint primary key);
create table users (id bigint primary key)
-- good
create table users (id bigint primary key);
create table user_roles (id bigint primary key);
create table usage (id bigint primary key);
create schema other;
create table other.users (id bigint primary key)
