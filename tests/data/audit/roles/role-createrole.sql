-- bad
-- finding role maker_role
-- finding role owner_role
create role maker_role login createrole
-- good
reset role;
alter role owner_role nocreaterole;
create role maker_role nologin createrole
