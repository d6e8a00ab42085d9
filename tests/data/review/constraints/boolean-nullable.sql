-- bad
-- finding public.users
create table users (id bigint primary key, is_admin boolean, is_active boolean default true, agreed boolean not null)
-- good
create table users (id bigint primary key, is_admin boolean not null default false, seen boolean generated always as (id > 1) stored,
  flags boolean[]);
create table settings (one_row boolean unique check (one_row is true))
