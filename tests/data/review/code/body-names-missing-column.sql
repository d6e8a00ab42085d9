-- bad
-- finding public.add(text)
-- finding public.rename(bigint, text)
create table tasks (id bigint primary key, title text);
create function add(text) returns void language plpgsql as $$ begin insert into tasks (id, name) values (1, $1); end $$;
create function rename(bigint, text) returns void language plpgsql as $$ begin update public.tasks set (title, label) = ($2, $2) where id = $1; end $$
-- good
create table tasks (id bigint primary key, "Title" text, parts integer[]);
create function add(text) returns void language plpgsql as $$ begin insert into tasks (id, "Title") values (1, $1) on conflict (id) do update set "Title" = excluded."Title"; end $$;
create function part(bigint) returns void language plpgsql as $$ begin update tasks as t set parts[1] = 2 where t.id = $1; end $$;
create schema other;
create table other.tasks (id bigint primary key, name text);
create function named() returns void language plpgsql as $$ begin insert into tasks (id, name) values (1, 'a'); end $$
