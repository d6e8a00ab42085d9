-- bad
-- finding public.users.password_hash
-- finding public.users."apiKey"
create table users (id bigint primary key, password_hash text not null default '$2b$12$abcdefghijklmnopqrstuv', "apiKey" text default 'changeme')
-- good
create table users (id bigint primary key, password_hash text default '', token text default gen_random_uuid(), token_type text default 'bearer',
  api_key text default null, password_hint text default 'none given', secret text default 'none')
