-- bad
-- finding public.sessions
create unlogged table sessions (id int primary key)
-- good
create table sessions (id int primary key);
create temporary table scratch (id int)
