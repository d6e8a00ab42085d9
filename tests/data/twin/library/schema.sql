-- Documents and bookings: full text, arrays, ranges with GiST and an exclusion constraint, multiranges, uuid keys, wide rows, inheritance.
create table authors (id uuid primary key, name text not null, born date, languages text[] not null);
create table documents (id uuid primary key, author_id uuid not null references authors, title text not null, abstract text not null, body text not null,
  search tsvector generated always as (to_tsvector('simple', title || ' ' || abstract)) stored, keywords text[] not null, published daterange, pages int, meta jsonb not null);
create table rooms (id int primary key, name text not null, seats int not null);
create table bookings (id bigint generated always as identity primary key, room_id int not null references rooms, during tstzrange not null, holder uuid not null, guests int not null, price_span int4range);
create table media (id bigserial, title text not null, size_mb numeric not null, added date not null);
create table films (minutes int not null) inherits (media);
create table songs (seconds int not null, album text) inherits (media);
create table opening (room_id int not null, hours int4multirange not null);
