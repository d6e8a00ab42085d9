-- bad
-- finding public.tasks_title_idx
-- finding public.tasks_url_idx
create table tasks (id int primary key, title text, url text);
create index on tasks using hash (title);
create index on tasks (title, id);
create index on tasks using hash (url)
-- good
create table tasks (id int primary key, title text);
create index on tasks (title)
