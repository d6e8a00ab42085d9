-- bad
-- finding public.tasks
-- with {"oneWay": true}
create table tasks (id int primary key);
-- as superuser
update pg_class set relfrozenxid = (((pg_current_xact_id()::text::bigint + 4294967296 - 600000000) % 4294967296)::text)::xid where oid = 'public.tasks'::regclass
-- good
create table tasks (id int primary key)
