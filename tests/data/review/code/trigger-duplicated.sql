-- bad
-- finding told_again on public.tasks
create table tasks (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return null; end $$;
create trigger told after insert or update on tasks for each row execute function told();
create trigger told_again after update or insert on tasks for each row execute function told()
-- good
create table tasks (id bigint primary key, title text);
create table notes (id bigint primary key);
create function told() returns trigger language plpgsql as $$ begin raise notice 'x'; return null; end $$;
create trigger on_insert after insert on tasks for each row execute function told();
create trigger on_update after update on tasks for each row execute function told();
create trigger of_title after update of title on tasks for each row execute function told();
create trigger with_word after update on tasks for each row execute function told('word');
create trigger named after update on tasks for each row when (new.title <> '') execute function told();
create trigger of_notes after insert on notes for each row execute function told()
