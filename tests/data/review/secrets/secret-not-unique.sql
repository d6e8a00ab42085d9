-- bad
-- finding public.sessions.token_hash
-- finding public.users.reset_token
create table sessions (id bigint primary key, token_hash bytea not null);
create table users (id bigint primary key, reset_token text);
create index on users (reset_token)
-- good
create table sessions (id bigint primary key, token_hash bytea not null unique, token_type text, access_token_expires_at timestamptz);
create table users (id bigint primary key, reset_token text, csrf_token text);
create unique index on users (reset_token) where reset_token is not null
