-- bad
-- finding touch on public.tasks
create table tasks (id bigint primary key, updated_at timestamptz);
create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
create trigger touch after update on tasks for each row execute function touch()
-- good
create table tasks (id bigint primary key, updated_at timestamptz);
create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
create function told() returns trigger language plpgsql as $$ declare new_at timestamptz; begin new_at := new.updated_at; if new.updated_at = now() then raise notice '%', new_at; end if; return null; end $$;
create trigger touch before update on tasks for each row execute function touch();
create trigger told after update on tasks for each row execute function told()
