-- bad
-- finding touch on public.tasks
create table tasks (id bigint primary key, updated_at timestamptz);
create function touch() returns trigger language plpgsql as $$ begin update tasks set updated_at = now() where id = new.id; return null; end $$;
create trigger touch after insert or update on tasks for each row execute function touch()
-- good
create table tasks (id bigint primary key, updated_at timestamptz, title text, n integer);
create table teams (id bigint primary key, tasks integer);
create function touch() returns trigger language plpgsql as $$ begin update tasks set updated_at = now() where id = new.id; return null; end $$;
create function total() returns trigger language plpgsql as $$ begin update teams set tasks = 1; return null; end $$;
create function once() returns trigger language plpgsql as $$ begin if pg_trigger_depth() = 1 then update tasks set n = 1; end if; return null; end $$;
create trigger on_insert after insert on tasks for each row execute function touch();
create trigger of_title after update of title on tasks for each row execute function touch();
create trigger not_deep after update on tasks for each row when (pg_trigger_depth() = 0) execute function touch();
create trigger total after update on tasks for each row execute function total();
create trigger once after update on tasks for each row execute function once()
