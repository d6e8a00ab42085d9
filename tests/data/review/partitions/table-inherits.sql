-- bad
-- finding public.animals
create table animals (id bigint primary key, name text);
create table dogs (breed text) inherits (animals);
create table cats (lives integer) inherits (animals)
-- good
create table animals (id bigint, name text) partition by list (name);
create table dogs partition of animals for values in ('dog');
create table cats (like animals)
