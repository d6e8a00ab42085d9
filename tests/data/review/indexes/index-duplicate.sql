-- bad
-- finding public.tasks_title_idx1
-- finding public.tasks_id_idx
-- finding public.tasks_owner_idx
-- finding public."Zweiter"
-- finding public.tasks_lower_idx1
-- finding public.totals_sum_idx1
create table tasks (id int primary key, title text, owner int, "Größe" int);
create index on tasks (title);
create index on tasks (title);
create index on tasks (id desc);
create unique index tasks_owner_key on tasks (owner);
create index tasks_owner_idx on tasks (owner);
create index "Erster" on tasks ("Größe", id) where owner > 0;
create index "Zweiter" on tasks ("Größe" desc, id desc) where owner > 0;
create index on tasks (lower(title));
create index on tasks (lower(title));
create materialized view totals as select sum(owner) as sum from tasks;
create index on totals (sum);
create index on totals (sum)
-- good
create table tasks (id int primary key, title text, owner int, at date);
create index on tasks (title);
create index on tasks (title text_pattern_ops);
create index on tasks (title collate "C");
create index on tasks (title) where owner > 0;
create index on tasks (title) include (owner);
create index on tasks (lower(title));
create index on tasks using hash (title);
create index on tasks (at, owner desc);
create index on tasks (at, owner);
create index on tasks (owner nulls first);
create index on tasks (owner);
create unique index on tasks (at);
create unique index on tasks (at) nulls not distinct
