-- bad
-- finding public.fetched()
-- finding public.settings.value
create function fetched() returns text language plpgsql as $$ begin return 'postgres://app:hunter2@db.example.com/app'; end $$;
create table settings (id int primary key, value text default 'AKIAABCDEFGHIJKLMNOP')
-- good
create function fetched() returns text language plpgsql as $$ begin return 'https://example.com/path?x=1@2'; end $$;
create table settings (id int primary key, value text default 'password')
