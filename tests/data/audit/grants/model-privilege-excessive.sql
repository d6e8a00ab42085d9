-- setup
-- with {"model": {"owner": "owner_role", "migration": "migrator_role", "application": ["app_role"], "read_only": ["reader_role"], "people": ["ada_role"]}}
create role migrator_role login;
create role app_role login;
create role reader_role login;
create role ada_role login;
create table tasks (id int primary key, title text);
create table notes (id int primary key);
-- bad
-- finding public.tasks
-- finding public.tasks
-- finding public.notes
grant all on tasks to app_role;
grant select, insert on tasks to reader_role;
create role writers_role nologin;
grant update on notes to writers_role;
grant writers_role to reader_role
-- good
grant select, insert, update, delete on tasks, notes to app_role;
grant select on tasks, notes to reader_role
