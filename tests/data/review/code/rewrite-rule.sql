-- bad
-- finding keep on public.tasks
create table tasks (id bigint primary key);
create rule keep as on delete to tasks do instead nothing
-- good
create table tasks (id bigint primary key);
create view shown as select id from tasks;
create function refuse() returns trigger language plpgsql as $$ begin raise exception 'kept'; end $$;
create trigger keep before delete on tasks for each row execute function refuse()
