-- bad
-- finding role app_role
create role app_role login;
reset role;
alter role app_role set session_replication_role = replica
-- good
create role app_role login;
alter role app_role set statement_timeout = '5s'
