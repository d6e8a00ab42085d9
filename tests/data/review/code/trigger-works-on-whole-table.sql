-- bad
-- finding total on public.tasks
-- finding flag on public.tasks
-- finding each_of_them on public.tasks
-- finding by_cursor on public.tasks
create table tasks (id bigint primary key, size integer);
create table totals (n bigint);
create function total() returns trigger language plpgsql as $$ begin insert into totals select count(*) from tasks; return null; end $$;
create function flag() returns trigger language plpgsql as $$ begin update totals set n = n + 1; return null; end $$;
create trigger total after insert on tasks for each row execute function total();
create trigger flag after delete on tasks for each row execute function flag();
create function each_of_them() returns trigger language plpgsql as $$ declare one record; begin
  for one in select id, size from tasks loop if one.size = new.size then raise exception 'twice'; end if; end loop;
  return new; end $$;
create function by_cursor() returns trigger language plpgsql as $$ declare one record; every_one cursor for select size from tasks; begin
  for one in every_one loop if one.size = new.size then raise exception 'twice'; end if; end loop;
  return new; end $$;
create trigger each_of_them before insert on tasks for each row execute function each_of_them();
create trigger by_cursor before insert on tasks for each row execute function by_cursor()
-- good
create table tasks (id bigint primary key, size integer, team_id bigint);
create table totals (team_id bigint primary key, n bigint);
create function total() returns trigger language plpgsql as $$ begin
  update totals set n = (select count(*) from tasks t where t.team_id = new.team_id) where team_id = new.team_id;
  if new.size = (select max(size) from tasks) then raise notice '%', (select count(*) from unnest(array[1, 2])); end if;
  return null; end $$;
create function some_of_them() returns trigger language plpgsql as $$ declare one record; begin
  for one in select size from tasks where team_id = new.team_id loop raise notice '%', one; end loop;
  for one in select size from tasks order by id desc limit 1 loop raise notice '%', one; end loop;
  return new; end $$;
create trigger some_of_them before insert on tasks for each row execute function some_of_them();
create function all_of_them() returns trigger language plpgsql as $$ begin update totals set n = (select count(*) from tasks); return null; end $$;
create trigger total after insert on tasks for each row execute function total();
create trigger all_of_them after insert on tasks for each statement execute function all_of_them()
