-- bad
-- finding told on public.tasks
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return new; end $$;
create trigger told before insert or delete on tasks for each row execute function told()
-- good
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return new; end $$;
create function both_ways() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' then return old; end if; return new; end $$;
create function one_of() returns trigger language plpgsql as $$ begin return coalesce(new, old); end $$;
create trigger told before insert or update on tasks for each row execute function told();
create trigger later after delete on tasks for each row execute function told();
create trigger both_ways before insert or delete on tasks for each row execute function both_ways();
create trigger either before insert or delete on tasks for each row execute function one_of()
