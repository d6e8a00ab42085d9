-- bad
-- finding public.posts
create schema auth;
create table auth.users (id int primary key);
create table posts (id int primary key, author int references auth.users)
-- good
create table users (id int primary key);
create table posts (id int primary key, author int references users)
