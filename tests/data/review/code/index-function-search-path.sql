-- bad
-- finding public.slug(text)
create function clean(text) returns text immutable language sql as 'select lower($1)';
create function slug(text) returns text immutable language plpgsql as $$ begin return clean($1); end $$;
create table tasks (id bigint primary key, title text);
create index on tasks (slug(title))
-- good
create function clean(text) returns text immutable language sql as 'select lower($1)';
create function slug(text) returns text immutable language plpgsql as $$ begin return public.clean($1); end $$;
create function plain(text) returns text immutable language plpgsql as $$ begin return lower(trim($1)); end $$;
create function safe(text) returns text immutable language plpgsql set search_path = public as $$ begin return clean($1); end $$;
create function other(text) returns text immutable language plpgsql as $$ begin return clean($1); end $$;
create table tasks (id bigint primary key, title text check (plain(title) <> ''));
create index on tasks (slug(title));
create index on tasks (safe(title));
create view shown as select other(title) from tasks
