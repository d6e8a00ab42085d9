-- bad
-- finding public.tasks.id
create extension "uuid-ossp";
create table tasks (id uuid primary key default uuid_generate_v1())
-- good
create extension "uuid-ossp";
create table tasks (id uuid primary key default uuid_generate_v4(), other uuid default gen_random_uuid());
comment on column tasks.other is 'once uuid_generate_v1()'
