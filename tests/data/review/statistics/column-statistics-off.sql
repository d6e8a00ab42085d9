-- bad
-- finding public.tasks."Größe"
create table tasks (id int primary key, "Größe" int, note text);
alter table tasks alter "Größe" set statistics 0
-- good
create table tasks (id int primary key, size int);
alter table tasks alter size set statistics 1000
