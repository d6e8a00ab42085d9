-- bad
-- finding public.tasks.id
create table tasks (id serial primary key);
alter table tasks alter id type bigint
-- good
create table tasks (id bigserial primary key);
create table notes (id int generated always as identity primary key);
create table codes (id bigint generated always as identity (maxvalue 999) primary key)
