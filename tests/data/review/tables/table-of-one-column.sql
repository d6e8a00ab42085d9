-- bad
-- finding public.words
-- finding public.nothing
create table words (word text primary key);
create table nothing ()
-- good
create table colors (name text primary key);
create table cars (id bigint primary key, color text references colors);
create table schema_migrations (version text primary key);
create view one as select id from cars
