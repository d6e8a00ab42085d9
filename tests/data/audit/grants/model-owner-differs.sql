-- setup
-- with {"model": {"owner": "owner_role", "migration": "migrator_role", "application": ["app_role"], "read_only": ["reader_role"], "people": ["ada_role"]}}
create role migrator_role login;
create role app_role login;
create role reader_role login;
create role ada_role login;
create table tasks (id int primary key, title text);
create table notes (id int primary key);
-- bad
-- finding public.other
reset role;
create table other (id int primary key);
create role stranger_role login;
alter table other owner to stranger_role
-- good
select 1
