-- bad
-- finding public.accounts
-- finding public.members
-- finding public.slots
create table accounts (id int primary key, email text unique);
create table members (id int primary key, team_id int not null, "role Ü" text, unique (team_id, "role Ü"));
create table slots (id int primary key, room int, hour int);
create unique index slots_taken on slots (room, hour) where room is not null
-- good
create table accounts (id int primary key, email text not null unique);
create table members (id int primary key, team_id int not null, role text, unique nulls not distinct (team_id, role));
create table slots (id int primary key, room int, hour int not null);
create unique index slots_taken on slots (room, hour) where (room is not null);
create unique index on slots (lower(room::text))
-- good
create table posts (id int primary key);
create table people (id int primary key, pinned_id int unique references posts)
