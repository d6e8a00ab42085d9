-- bad
-- finding public.users.flags
create table users (id bigint primary key, flags bit(8) not null)
-- good
create table users (id bigint primary key, is_admin boolean not null, bits integer, bit text)
