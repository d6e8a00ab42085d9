-- bad
-- finding public.events.happened_at
create table events (id bigint primary key, happened_at timestamptz(0))
-- good
create table events (id bigint primary key, happened_at timestamptz, read_at timestamptz(3), opens time(0))
