-- bad
-- finding public.mood
-- finding public.plain
create type mood as enum ('good', 'bad');
create domain plain as text check (value <> '')
-- good
create type mood as enum ('good', 'bad');
create type state as enum ('on', 'off');
create domain plain as text check (value <> '');
create table days (id bigint primary key, moods mood[], name plain);
create function is_on(what state) returns boolean language sql return what = 'on'
