-- bad
-- finding role app_role
-- with {"model": {"owner": "owner_role", "application": ["app_role"], "read_only": [], "people": []}}
reset role;
create role app_role login replication
-- good
reset role;
create role replica_role nologin replication
