-- bad
-- finding public.tasks.search
-- finding public."Doc"."Vektor"
create table tasks (id int primary key, search tsvector, data jsonb, tags text[]);
create table "Doc" (id int primary key, "Vektor" tsvector generated always as (to_tsvector('simple', 'x')) stored);
create index on "Doc" ("Vektor")
-- bad
-- finding public.tasks.data
-- finding public.tasks.tags
create table tasks (id int primary key, data jsonb, tags text[], more jsonb);
create index on tasks using gin ((more -> 'x'));
insert into tasks select generate_series(1, 12000);
analyze tasks
-- good
create table tasks (id int primary key, search tsvector, data jsonb, tags text[]);
create index on tasks using gist (search)
-- good
create table tasks (id int primary key, search tsvector) partition by range (id);
create index on tasks using gin (search);
create table tasks_1 partition of tasks for values from (1) to (10)
