-- bad
-- finding extension citext
reset role;
create extension citext version '1.4'
-- good
reset role;
create extension citext
