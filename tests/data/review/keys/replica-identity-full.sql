-- bad
-- finding public.notes
create table notes (id int primary key);
alter table notes replica identity full
-- good
create table notes (id int primary key);
create table events (what text);
alter table events replica identity full
