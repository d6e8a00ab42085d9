-- bad
-- finding role old_role
reset role;
create role old_role nologin;
-- good
create table tasks (id int primary key);
create role app_role login;
create role group_role nologin;
grant group_role to app_role;
grant select on tasks to group_role
