-- setup
create table tasks (id int primary key, title text);
create schema other;
create function other.half(n int) returns int language sql immutable as 'select n / 2';
-- bad
-- finding public.titles()
-- finding public.touch()
-- finding public.call(n integer)
create function titles() returns setof text language sql stable as 'select title from tasks';
create function touch() returns trigger language plpgsql as $$ begin update tasks set title = 'x' where id = 1; return new; end $$;
create function twice(n int) returns int language sql immutable as 'select n * 2';
create function call(n int) returns int language plpgsql immutable as $$ begin return twice(n); end $$
-- good
create function titles() returns setof text language sql stable as 'select title from public.tasks';
create function bound() returns setof text language sql stable begin atomic select title from tasks; end;
create function fixed() returns setof text language sql stable set search_path = public as 'select title from tasks';
create function touch() returns trigger language plpgsql as $$ begin new.title := lower(coalesce(new.title, '')); return new; end $$;
create function own() returns bigint language plpgsql as $$ begin create temp table made (id int) on commit drop; return (select count(*) from made); end $$;
create function half(n int) returns int language sql immutable as 'select other.half(n)'
