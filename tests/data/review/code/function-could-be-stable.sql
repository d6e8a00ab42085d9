-- bad
-- finding public.title_of(task bigint)
-- finding public.has_tasks()
create table tasks (id bigint primary key, title text);
create function title_of(task bigint) returns text language sql as 'select title from tasks where id = task';
create function has_tasks() returns boolean language plpgsql as $$
  declare found_any boolean; begin select exists (select from tasks where title <> current_user) into found_any; return found_any; end $$
-- good
create table tasks (id bigint primary key, title text);
create function title_of(task bigint) returns text stable language sql as 'select title from tasks where id = task';
create function add(text) returns void language sql as 'insert into tasks values (1, $1)';
create function one() returns bigint language sql as 'with gone as (delete from tasks returning id) select id from gone';
create function locked() returns bigint language sql as 'select id from tasks for update';
create function any_number() returns float language sql as 'select random()';
create function built(name text) returns bigint language plpgsql as $$ declare n bigint; begin execute format('select count(*) from %I', name) into n; return n; end $$;
create function touch() returns trigger language plpgsql as $$ begin new.title := 'x'; return new; end $$;
create function calls() returns float language plpgsql as $$ begin return any_number(); end $$
