-- bad
-- finding extension citext
create schema extensions;
reset role;
create extension citext schema public
-- good
create schema extensions;
reset role;
create extension citext schema extensions
