-- bad
-- finding public.tasks_id_seq
-- finding public."Äpfel_id_seq"
create table tasks (id bigserial primary key);
create table copies (like tasks including defaults);
create table "Äpfel" (id bigserial primary key);
create table "Birnen" (like "Äpfel" including defaults)
-- good
create table tasks (id bigserial primary key);
create table copies (like tasks);
create sequence shared;
create table notes (id bigint default nextval('shared'));
create table pages (id bigint default nextval('shared'))
