-- bad
-- finding public.newest
create table tasks (id bigint primary key, title text, created_at timestamptz);
create view newest as select id, title from tasks order by created_at desc
-- good
create table tasks (id bigint primary key, title text, created_at timestamptz);
create view ten as select id from tasks order by created_at desc limit 10;
create view latest as select distinct on (title) id, title from tasks order by title, created_at desc;
create view ranked as select id, row_number() over (order by created_at) as place, (select array_agg(title order by id) from tasks) as titles from tasks;
create materialized view kept as select id from tasks order by title;
create view inner_only as select count(*) from (select id from tasks order by id limit 5) as t
