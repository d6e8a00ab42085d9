-- bad
-- finding app
create role app_role login;
create schema app;
grant all on schema app to app_role
-- good
create role app_role login;
create schema app;
grant usage on schema app to app_role
