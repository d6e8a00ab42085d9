-- bad
-- finding public.tasks.id
-- finding public.notes.id
-- finding public."Äpfel"."Nr."
create table tasks (id serial primary key);
create table notes (id smallint generated always as identity primary key);
create domain short as integer;
create sequence "Zähler's";
create table "Äpfel" ("Nr." short default nextval('"Zähler''s"') primary key)
-- good
create table tasks (id bigserial primary key);
create table notes (id bigint generated always as identity primary key);
create table countries (id int primary key, position serial)
