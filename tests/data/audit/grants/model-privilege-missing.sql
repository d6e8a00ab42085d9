-- setup
-- with {"model": {"owner": "owner_role", "migration": "migrator_role", "application": ["app_role"], "read_only": ["reader_role"], "people": ["ada_role"]}}
create role migrator_role login;
create role app_role login;
create role reader_role login;
create role ada_role login;
create table tasks (id int primary key, title text);
create table notes (id int primary key);
-- bad
-- finding public.notes
-- finding public.notes
-- finding public.tasks
grant select, insert, update, delete on tasks to app_role;
grant select on notes to app_role
-- good
grant select, insert, update, delete on tasks, notes to app_role;
grant select on tasks to reader_role;
create role readers_role nologin;
grant select on notes to readers_role;
grant readers_role to reader_role
