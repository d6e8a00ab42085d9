-- bad
-- finding public.tasks_title
-- finding public."Gebäude Ort"
-- finding public.tasks_code
create table tasks (id int primary key, title text not null, code text not null);
create index tasks_title on tasks (title, id) where title is not null;
create unique index tasks_code on tasks (code) where code is not null;
create table "Gebäude" ("Ort" text not null, id int primary key);
create index "Gebäude Ort" on "Gebäude" ("Ort") where "Ort" is not null
-- good
create table tasks (id int primary key, title text, code text not null, done boolean not null);
create index tasks_title on tasks (title) where title is not null;
create index tasks_code on tasks (code) where code <> '';
create index tasks_done on tasks (id) where not done;
create index tasks_other on tasks (id) where code is null
