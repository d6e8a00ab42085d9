-- bad
-- finding public.tasks.id
create sequence numbers;
create table tasks (id int default nextval('numbers') primary key)
-- good
create sequence numbers maxvalue 2147483647;
create table tasks (id int default nextval('numbers') primary key);
create table notes (id serial primary key)
