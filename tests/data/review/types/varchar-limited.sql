-- bad
-- finding public.users
-- finding public.notes
create table users (id bigint primary key, name varchar(255) not null, city varchar(100) unique);
create table notes (id bigint primary key, title varchar(20) check (title <> ''), body text)
-- good
create table users (id bigint primary key, name varchar, city text check (length(city) <= 100), price numeric(10, 2));
create view shown as select name::varchar(20) as name from users
