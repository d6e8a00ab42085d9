-- bad
-- finding public.sessions
-- finding public.refresh_tokens
create table sessions (id int primary key, session_token text, created_at timestamptz);
create table refresh_tokens (id int primary key, token_hash bytea)
-- good
create table sessions (id int primary key, session_token text, expires_at timestamptz);
create table training_sessions (id int primary key, room text);
create table password_resets (id int primary key, token_hash bytea, valid_until timestamptz)
-- bad
-- finding public.access_tokens
create table sessions (id int primary key, token_hash bytea, expires_at timestamptz);
create table access_tokens (id int primary key, session_id int references sessions, token_hash bytea)
-- good
create table sessions (id int primary key, token_hash bytea, expires_at timestamptz);
create table access_tokens (id int primary key, session_id int not null references sessions, token_hash bytea)
