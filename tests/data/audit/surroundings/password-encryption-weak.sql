-- bad
-- finding database this_database
-- finding role app_role
create role app_role login;
alter database this_database set password_encryption = 'md5';
alter role app_role set password_encryption = 'md5'
-- good
create role app_role login;
alter role app_role set password_encryption = 'scram-sha-256'
