-- bad
-- finding refresh on public.tasks
create table tasks (id bigint primary key);
create materialized view sums as select count(*) from tasks;
create function refresh() returns trigger language plpgsql as $$ begin refresh materialized view sums; return null; end $$;
create trigger refresh after insert on tasks for each statement execute function refresh()
-- good
create table tasks (id bigint primary key);
create materialized view sums as select count(*) from tasks;
create function refresh() returns void language plpgsql as $$ begin refresh materialized view sums; end $$;
create function told() returns trigger language plpgsql as $$ begin perform pg_notify('refresh', 'refresh materialized view sums'); return null; end $$;
create trigger told after insert on tasks for each statement execute function told()
