-- bad
-- finding role app_role
-- finding role app_role
create role app_role login;
reset role;
grant pg_read_all_data, pg_read_server_files to app_role
-- good
create role app_role login;
reset role;
grant pg_monitor to app_role
