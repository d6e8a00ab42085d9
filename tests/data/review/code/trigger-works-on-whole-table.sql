-- bad
-- finding total on public.tasks
-- finding flag on public.tasks
create table tasks (id bigint primary key, size integer);
create table totals (n bigint);
create function total() returns trigger language plpgsql as $$ begin insert into totals select count(*) from tasks; return null; end $$;
create function flag() returns trigger language plpgsql as $$ begin update totals set n = n + 1; return null; end $$;
create trigger total after insert on tasks for each row execute function total();
create trigger flag after delete on tasks for each row execute function flag()
-- good
create table tasks (id bigint primary key, size integer, team_id bigint);
create table totals (team_id bigint primary key, n bigint);
create function total() returns trigger language plpgsql as $$ begin
  update totals set n = (select count(*) from tasks t where t.team_id = new.team_id) where team_id = new.team_id;
  if new.size = (select max(size) from tasks) then raise notice '%', (select count(*) from unnest(array[1, 2])); end if;
  return null; end $$;
create function all_of_them() returns trigger language plpgsql as $$ begin update totals set n = (select count(*) from tasks); return null; end $$;
create trigger total after insert on tasks for each row execute function total();
create trigger all_of_them after insert on tasks for each statement execute function all_of_them()
