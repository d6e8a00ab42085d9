-- setup
create role app_role login;
reset role;
create foreign data wrapper nothing;
create server elsewhere foreign data wrapper nothing;
-- bad
-- finding server elsewhere
grant usage on foreign server elsewhere to app_role
-- bad
-- finding server elsewhere
grant usage on foreign server elsewhere to public
-- good
select 1
