-- bad
-- finding role ada_role
create role ada_role login valid until '2020-01-01 00:00:00+00'
-- good
create role ada_role login valid until '2999-01-01';
create role bob_role login valid until 'infinity';
create role eve_role nologin valid until '2020-01-01'
