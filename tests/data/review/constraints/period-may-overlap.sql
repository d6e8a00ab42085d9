-- bad
-- finding public.bookings
create table rooms (id bigint primary key);
create table bookings (id bigint primary key, room_id bigint not null references rooms, starts_at timestamptz not null, ends_at timestamptz not null)
-- good
create extension btree_gist;
create table rooms (id bigint primary key);
create table bookings (id bigint primary key, room_id bigint not null references rooms, starts_at timestamptz not null, ends_at timestamptz not null,
  exclude using gist (room_id with =, tstzrange(starts_at, ends_at) with &&));
create table reservations (id bigint primary key, room_id bigint references rooms, period tstzrange, unique (room_id, period without overlaps));
create table meetings (id bigint primary key, room_id bigint references rooms, starts_at timestamptz, ends_at timestamptz)
