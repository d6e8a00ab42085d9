-- bad
-- finding public.sessions.token
-- finding public.users.reset_password_token
-- finding public.users."refreshToken"
create table sessions (id int primary key, token text, expires_at timestamptz);
create table users (id int primary key, reset_password_token text, "refreshToken" text)
-- good
create table sessions (id int primary key, token_hash bytea, expires_at timestamptz);
create table words (id int primary key, token text, code text);
create table users (id int primary key, reset_password_token_digest text, reset_token_sent_at timestamptz)
-- bad
-- finding public.logins.jwt
-- finding public.logins.otp
-- finding public.logins.auth_code
create table logins (id int primary key, jwt text, otp text, auth_code text)
-- good
create table logins (id int primary key, jwt_id uuid, otp_sent_at timestamptz, auth_code_hash bytea)
