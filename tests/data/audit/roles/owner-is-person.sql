-- setup
-- with {"model": {"owner": "owner_role", "application": ["app_role"], "read_only": [], "people": ["ada_role"]}}
create role ada_role login;
create role app_role login;
create table tasks (id int primary key);
-- bad
-- finding role ada_role
-- finding role app_role
create table notes (id int primary key);
create view titles as select 1 as n;
reset role;
alter table tasks owner to ada_role;
alter table notes owner to app_role;
alter view titles owner to app_role
-- good
grant select on tasks to ada_role
