-- bad
-- finding told on public.tasks
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; end $$;
create trigger told after insert on tasks for each row execute function told()
-- good
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return null; end $$;
create function refused() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
create function copied() returns trigger language plpgsql as $$ declare r tasks%rowtype; begin r.id := new.id; raise notice '%', r.id; return new; end $$;
create trigger told after insert on tasks for each row execute function told();
create trigger copied before update on tasks for each row execute function copied();
create trigger refused before delete on tasks for each row execute function refused()
