-- bad
-- finding touch on public.notes
create table tasks (id bigint primary key, updated_at timestamptz);
create table notes (id bigint primary key, modified_at timestamptz);
create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
create trigger touch before update on tasks for each row execute function touch();
create trigger touch before update on notes for each row execute function touch()
-- good
create table tasks (id bigint primary key, updated_at timestamptz, "Title" text);
create table notes (id bigint primary key);
create function touch() returns trigger language plpgsql as $$ begin
  if tg_table_name = 'tasks' then new.updated_at := now(); if new."Title" is distinct from old."Title" then raise notice '%', old.ctid; end if; end if;
  return new; end $$;
create function told() returns trigger language plpgsql as $$ begin perform 'new.nothing', 'old.none'; return null; end $$;
create trigger touch before update on tasks for each row execute function touch();
create trigger touch before update on notes for each row execute function touch();
create trigger told after update on notes for each row execute function told()
