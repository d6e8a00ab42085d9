-- setup
create function label() returns text language plpgsql volatile as 'begin return 1; end';
-- bad
alter table tasks add column token uuid default gen_random_uuid(); -- finding
alter table tasks add column seen timestamptz not null default clock_timestamp(); -- finding
alter table tasks add column label text default label(); -- finding
do $$ begin alter table users add column luck float8 default random(); end $$; -- finding
-- good
alter table tasks add column a int default 5, add column b timestamptz not null default now();
alter table tasks add column c text default upper('x');
create table notes (id uuid primary key default gen_random_uuid());
alter table notes add column token uuid default gen_random_uuid();
