-- bad
-- finding public.events.payload
-- finding public.events.parts
create table events (id bigint primary key, payload json not null, parts json[])
-- good
create table events (id bigint primary key, payload jsonb not null, json text)
