-- bad
-- finding told on public.tasks
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return null; end $$;
create trigger told before insert on tasks for each row execute function told()
-- good
create table tasks (id bigint primary key, at date);
create table tasks_old (id bigint primary key, at date);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return null; end $$;
create function kept() returns trigger language plpgsql as $$ begin if new.at is null then return null; end if; return new; end $$;
create function moved() returns trigger language plpgsql as $$ begin insert into tasks_old values (new.id, new.at); return null; end $$;
create function refused() returns trigger language plpgsql as $$ begin raise exception 'read only'; return null; end $$;
create trigger told after insert on tasks for each row execute function told();
create trigger asked before insert on tasks for each statement execute function told();
create trigger kept before insert on tasks for each row execute function kept();
create trigger moved before insert on tasks for each row execute function moved();
create trigger refused before delete on tasks_old for each row execute function refused()
