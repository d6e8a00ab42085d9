-- bad
-- finding public.invites.token
-- finding public.invites.reset_code
create table invites (id bigint primary key, token text not null default md5(random()::text), reset_code text default md5(clock_timestamp()::text))
-- good
create table invites (id bigint primary key, token uuid not null default gen_random_uuid(), sample double precision default random(),
  secret text default md5(gen_random_uuid()::text || random()::text), token_expires_at timestamptz default now());
create table sessions (session_id bigserial primary key)
