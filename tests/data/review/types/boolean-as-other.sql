-- bad
-- finding public.users.is_active
-- finding public.users.confirmed
-- finding public.users.deleted_flag
-- finding public.users.enabled
create table users (id bigint primary key, is_active smallint not null, confirmed char(1) check (confirmed in ('Y', 'N')), deleted_flag text, enabled smallint default 1)
-- good
create table users (id bigint primary key, is_active boolean not null, confirmed text check (confirmed in ('yes', 'no', 'asked')),
  is_blocked_by bigint, can_see_at timestamptz, answer text check (answer in ('a', 'b')), flags text[], active text, locked bigint)
