-- bad
-- finding told on public.tasks
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return null; end $$;
create trigger told after insert on tasks for each row execute function told();
alter table tasks disable trigger told
-- good
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return null; end $$;
create trigger told after insert on tasks for each row execute function told();
alter table tasks enable always trigger told
