-- bad
-- finding public.tasks.title
create table tasks (id bigint primary key, title text default 'NULL', body text)
-- good
create table tasks (id bigint primary key, title text default null, body text default 'nullable', extra jsonb default 'null')
