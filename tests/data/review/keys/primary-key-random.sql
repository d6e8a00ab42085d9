-- bad
-- finding public.tasks
-- finding public."Notes"
create table tasks (id uuid primary key default gen_random_uuid());
create table "Notes" ("Id" uuid primary key default uuidv4())
-- good
create table tasks (id uuid primary key default uuidv7());
create table tokens (id int primary key, token uuid not null default gen_random_uuid());
create table notes (id uuid primary key)
