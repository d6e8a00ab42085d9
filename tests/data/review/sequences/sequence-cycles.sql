-- bad
-- finding public.tasks.id
create table tasks (id int generated always as identity (cycle) primary key)
-- good
create table tasks (id int generated always as identity primary key);
create sequence rounds cycle
;
create table slots (id int primary key, slot int not null default nextval('rounds'))
