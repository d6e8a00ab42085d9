-- bad
-- finding public.numbers
create sequence numbers;
grant all on sequence numbers to public
-- good
create role app_role login;
create sequence numbers;
grant usage on sequence numbers to app_role
