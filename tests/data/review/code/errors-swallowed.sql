-- bad
-- finding public.add()
create table tasks (id bigint primary key);
create function add() returns void language plpgsql as $$ begin insert into tasks values (1); exception when others then null; end $$
-- good
create table tasks (id bigint primary key);
create function add() returns void language plpgsql as $$ begin insert into tasks values (1); exception when unique_violation then null; end $$;
create function told() returns void language plpgsql as $$ begin insert into tasks values (1); exception when others then raise warning '%', sqlerrm; end $$;
create function plain() returns void language plpgsql as $$ begin raise notice 'exception when others then null'; end $$
