-- bad
-- finding public.tasks.id
-- finding public.notes.id
create table tasks (id serial primary key, body text);
insert into tasks (body) values ('a'), ('b');
create table notes (id bigserial primary key, body text);
grant usage on sequence notes_id_seq to public
-- good
create table tasks (id bigint generated always as identity primary key, body text);
create sequence numbers;
create table invoices (id bigint primary key default nextval('numbers'), body text)
