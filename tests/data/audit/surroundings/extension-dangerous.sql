-- bad
-- finding extension dblink
-- finding extension file_fdw
reset role;
create extension dblink;
create extension file_fdw
-- good
reset role;
create extension citext
