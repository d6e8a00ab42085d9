-- bad
-- finding public.touch()
create function touch() returns trigger language plpgsql as $$ begin return new; end $$
-- good
create table tasks (id bigint primary key);
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before update on tasks for each row execute function touch();
create view shown as select id from tasks;
create function put() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger put instead of insert on shown for each row execute function put();
create function plain() returns text language sql as 'select ''trigger''::text'
