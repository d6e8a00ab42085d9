-- bad
-- finding public.items
create table items (id bigint primary key, place integer, constraint places unique (place) deferrable)
-- good
create table lists (id bigint primary key);
create table items (id bigint primary key, place integer unique, list_id bigint references lists deferrable initially deferred)
