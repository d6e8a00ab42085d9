-- bad
-- finding public.integrations.api_key
-- finding public.integrations.client_secret
-- finding public.users.otp_secret
create table integrations (id int primary key, api_key text, client_secret text);
create table users (id int primary key, otp_secret varchar(64))
-- good
create table integrations (id int primary key, api_key_hash text, api_key_id int, client_secret bytea, primary_key text, foreign_key text, secret_santa boolean)
-- bad
-- finding public.hooks.secret
-- finding public.links.oauth_token
-- finding public.links.session_secret
-- finding public.links.pgp_key
create table hooks (id int primary key, secret text);
create table links (id int primary key, oauth_token text, session_secret text, pgp_key text)
-- good
create table votes (id int primary key, secret boolean, secret_ballot text, key text, authority_key_id int)
