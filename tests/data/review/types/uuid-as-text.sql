-- bad
-- finding public.files.id
-- finding public.files.owner_uuid
-- finding public.files.parent_id
create table files (id text primary key default gen_random_uuid(), owner_uuid text, parent_id char(36))
-- good
create table files (id uuid primary key default gen_random_uuid(), parent_id text, iban varchar(36), guid text, long_uuid varchar(200), uuid_version text default 'v7')
