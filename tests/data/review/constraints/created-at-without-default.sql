-- bad
-- finding public.tasks.created_at
create table tasks (id bigint primary key, created_at timestamptz not null)
-- good
create table tasks (id bigint primary key, created_at timestamptz not null default now(), paid_at timestamptz);
create table notes (id bigint primary key, created_at timestamptz not null);
create function stamp() returns trigger language plpgsql as $$ begin new.created_at := now(); return new; end $$;
create trigger stamp before insert on notes for each row execute function stamp()
