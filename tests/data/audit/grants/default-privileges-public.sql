-- bad
-- finding role owner_role
create schema app;
alter default privileges in schema app grant select on tables to public
-- good
create role app_role login;
create schema app;
alter default privileges in schema app grant select on tables to app_role;
alter default privileges revoke execute on functions from public
