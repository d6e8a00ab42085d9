-- bad
-- finding public.total()
-- finding public.purge()
create table tasks (id bigint primary key);
create function total() returns bigint language plpgsql as $$ begin return (select count(*) from taks); end $$;
set check_function_bodies = off;
create function purge() returns void language sql as 'delete from app.tasks'
-- good
create table tasks (id bigint primary key);
create function total() returns bigint language plpgsql as $$
  begin
    create temporary table found on commit drop as select id from tasks;
    return (with own as (select id from found) select count(*) from own, pg_class, information_schema.columns, unnest(array[1]) as many);
  end $$;
create function made() returns bigint language plpgsql as $$ begin return (select count(*) from found); end $$;
create function counted() returns trigger language plpgsql as $$ begin perform count(*) from fresh; return null; end $$;
create trigger counted after insert on tasks referencing new table as fresh for each statement execute function counted();
create function said() returns text language plpgsql as $$ begin execute 'select 1'; return 'from nowhere'; /* select from nothing */ end $$
