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
create role stranger_role login;
grant select on tasks to stranger_role
-- good
create role readers_role nologin;
grant select on notes to readers_role;
grant readers_role to reader_role;
grant select on tasks to app_role
