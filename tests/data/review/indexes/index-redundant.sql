-- bad
-- finding public.tasks_owner_idx
-- finding public.tasks_at_idx
-- finding public.tasks_title_idx
-- finding public.tasks_part_idx
create table tasks (id int primary key, owner int, title text, at date);
create index tasks_owner_idx on tasks (owner);
create unique index on tasks (owner, id);
create index tasks_at_idx on tasks (at desc);
create index on tasks (at, id desc);
create index tasks_title_idx on tasks (title) include (owner);
create index on tasks (title, owner);
create index tasks_part_idx on tasks (id) where at is null;
create index on tasks (id, owner) where at is null
-- good
create table tasks (id int primary key, owner int, title text, at date);
create unique index on tasks (owner);
create index on tasks (owner, id);
create index on tasks (at) where owner > 0;
create index on tasks (at, id);
create index on tasks (title);
create index on tasks (title text_pattern_ops, owner);
create index on tasks (title collate "C", owner);
create index on tasks (title desc nulls last, owner);
create index on tasks using gin (to_tsvector('simple', title));
create index on tasks (id, title) where at is null
