-- bad
-- finding public.tasks_id_seq
create table tasks (id serial primary key);
alter table tasks alter id drop default
-- good
create table tasks (id serial primary key);
create table notes (id serial primary key);
alter table notes alter id drop default;
create function next_note() returns bigint language sql as $$ select nextval('notes_id_seq') $$;
create table codes (code text default 'C' || 1);
create sequence numbers owned by codes.code;
alter table codes alter code set default 'C' || nextval('numbers')
