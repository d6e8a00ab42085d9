-- bad
-- finding role owner_role
create table tasks (id int primary key)
-- good
create table tasks (id int primary key);
create role app_role login;
grant select on tasks to app_role
