-- bad
-- finding public.sessions.created_at
-- finding public.sessions.expires
create table sessions (id bigint primary key, created_at integer not null, expires bigint)
-- good
create table sessions (id bigint primary key, created_at timestamptz, expires_in_seconds integer, created_by bigint, updates integer, received_on date)
