-- bad
-- finding role ada_role
-- finding role owner_role
create role ada_role login
-- good
reset role;
alter role owner_role valid until '2999-01-01';
create role ada_role login valid until '2999-01-01';
create role group_role nologin
