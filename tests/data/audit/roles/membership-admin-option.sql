-- bad
-- finding role app_role
create role app_role login;
create role reader_role nologin;
grant reader_role to app_role with admin option
-- good
create role app_role login;
create role reader_role nologin;
grant reader_role to app_role
