-- bad
-- finding role app_role
create role tables_role nologin;
create table tasks (id int primary key);
reset role;
alter table tasks owner to tables_role;
create role app_role login;
grant tables_role to app_role
-- bad
-- finding role ada_role
reset role;
create role root_role superuser nologin;
create role ada_role login;
grant root_role to ada_role
-- good
-- with {"model": {"owner": "tables_role", "migration": "migrator_role", "application": ["app_role"], "read_only": [], "people": []}}
create role tables_role nologin;
reset role;
create table tasks (id int primary key);
alter table tasks owner to tables_role;
create role migrator_role login;
grant tables_role to migrator_role;
create role app_role login;
create role readers_role;
grant readers_role to app_role
