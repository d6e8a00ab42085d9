-- bad
-- finding public.tasks.updated_at
-- finding public.notes.modified
create table tasks (id bigint primary key, title text, updated_at timestamptz not null default now());
create table notes (id bigint primary key, title text, modified timestamptz);
create function number() returns trigger language plpgsql as $$ begin new.title := 'n'; if new.modified = now() then return null; end if; return new; end $$;
create trigger number before update on notes for each row execute function number()
-- good
create table tasks (id bigint primary key, title text, updated_at timestamptz not null default now(), updated_by bigint);
create function touch() returns trigger language plpgsql as $$ begin NEW."updated_at" = now(); return new; end $$;
create trigger touch before update on tasks for each row execute function touch();
create table prices (id bigint primary key, last_update text)
