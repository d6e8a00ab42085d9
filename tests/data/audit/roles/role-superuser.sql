-- bad
-- finding role root_role
reset role;
create role root_role login superuser
-- good
create role app_role login;
create role group_role nologin
