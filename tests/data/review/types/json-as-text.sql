-- bad
-- finding public.events.payload
-- finding public.events.raw_json
create table events (id bigint primary key, payload text not null default '{}', raw_json text)
-- good
create table events (id bigint primary key, payload jsonb not null default '{}', body text default '', json_schema_version text, title text default '{title}')
