-- bad
-- with {"model": {"owner": "owner_role", "migration": "migrator_role", "application": ["app_role"], "read_only": ["reader_role"], "people": ["ada_role"]}}
-- finding role migrator_role
-- finding role app_role
-- finding role reader_role
-- finding role ada_role
select 1
-- good
-- with {"model": {"owner": "owner_role", "migration": "migrator_role", "application": ["app_role"], "read_only": ["reader_role"], "people": ["ada_role"]}}
create role migrator_role login;
create role app_role login;
create role reader_role login;
create role ada_role login
