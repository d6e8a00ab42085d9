-- bad
-- finding public.sessions
-- finding public.visits
create unlogged table visits (id int primary key);
create unlogged table sessions (id int primary key, visit_id int references visits)
-- good
create table sessions (id int primary key);
create temporary table scratch (id int)
