-- bad
-- finding public.events
-- finding public.contracts
create table events (id bigint primary key, starts_at timestamptz not null, ends_at timestamptz not null);
create table contracts (id bigint primary key, "validFrom" date, "validTo" date, check ("validFrom" > '2000-01-01'))
-- good
create table events (id bigint primary key, starts_at timestamptz not null, ends_at timestamptz not null, check (starts_at < ends_at));
create table contracts (id bigint primary key, valid_from date, valid_to date, restarted_at date,
  check (valid_to is null or valid_from <= valid_to));
create table trips (id bigint primary key, start_time timestamptz, end_time timestamptz, check (not isempty(tstzrange(start_time, end_time))));
create table shops (id bigint primary key, start_date date, end_date text)
