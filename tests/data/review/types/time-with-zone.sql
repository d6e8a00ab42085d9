-- bad
-- finding public.shops.opens
create table shops (id bigint primary key, opens timetz)
-- good
create table shops (id bigint primary key, opens time, opened timestamptz, time_with_time_zone text)
