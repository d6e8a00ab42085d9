-- bad
-- finding public.integrations.api_key
-- finding public.integrations.client_secret
-- finding public.users.otp_secret
create table integrations (id int primary key, api_key text, client_secret text);
create table users (id int primary key, otp_secret varchar(64))
-- good
create table integrations (id int primary key, api_key_hash text, api_key_id int, client_secret bytea, primary_key text, foreign_key text, secret_santa boolean)
