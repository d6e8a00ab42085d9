-- bad
-- finding app
create schema app;
grant create, usage on schema app to public
-- good
create schema app;
grant usage on schema app to public
