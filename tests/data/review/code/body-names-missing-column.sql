-- bad
-- finding public.titles()
-- finding public.add(text)
-- finding public.rename(bigint, text)
create table tasks (id bigint primary key, title text);
create function add(text) returns void language plpgsql as $$ begin insert into tasks (id, name) values (1, $1); end $$;
create function rename(bigint, text) returns void language plpgsql as $$ begin update public.tasks set (title, label) = ($2, $2) where id = $1; end $$;
create function titles() returns setof text language plpgsql as $$ begin return query select t.name from tasks t join tasks as other on other.id = t.id; end $$
-- good
create table tasks (id bigint primary key, "Title" text, parts integer[]);
create function label(tasks) returns text language sql return 'x';
create function titles() returns setof text language plpgsql as $$ declare r record; begin
  for r in select id, 1 as extra from tasks loop
    return query with t as (select 1 as name) select t.name::text from t, tasks as k (one, two, three)
      where k.two <> '' and r.extra = 1 and exists (select from tasks s where s.label <> '' and s.xmin is not null);
  end loop; end $$;
create function add(text) returns void language plpgsql as $$ begin insert into tasks (id, "Title") values (1, $1) on conflict (id) do update set "Title" = excluded."Title"; end $$;
create function part(bigint) returns void language plpgsql as $$ begin update tasks as t set parts[1] = 2 where t.id = $1; end $$;
create schema other;
create table other.tasks (id bigint primary key, name text);
create function named() returns void language plpgsql as $$ begin insert into tasks (id, name) values (1, 'a'); end $$
