-- bad
-- finding public.tasks_tags_idx
-- finding public.tasks_data_id_idx
-- finding public.tasks_search_idx
create domain labels as text[];
create table tasks (id int primary key, tags labels, data jsonb, search tsvector);
create index on tasks (tags);
create index on tasks (data, id);
create index on tasks (search)
-- good
create table tasks (id int primary key, tags text[], data jsonb, search tsvector);
create index on tasks using gin (tags);
create index on tasks ((data ->> 'name'));
create unique index on tasks (tags);
create index on tasks using gist (search)
