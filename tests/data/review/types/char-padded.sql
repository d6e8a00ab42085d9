-- bad
-- finding public.places.country
-- finding public.places.flag
create table places (id bigint primary key, country char(2) unique, flag char not null default 'n')
-- good
create table places (id bigint primary key, country text check (length(country) = 2), code "char", letters varchar(2))
