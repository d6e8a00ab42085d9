-- setup
create role app_role login;
reset role;
create foreign data wrapper nothing;
create server elsewhere foreign data wrapper nothing;
create foreign table remote (id int) server elsewhere;
-- bad
-- finding public.remote
grant select on remote to app_role
-- good
select 1
