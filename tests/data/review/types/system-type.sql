-- bad
-- finding public.searches.config
-- finding public.searches.file
-- finding public.searches.kind
create table searches (id bigint primary key, config regconfig, file oid, kind "char")
-- good
create table searches (id bigint primary key, config text, relation regclass, owner regrole, name text);
create view shown as select oid, relname from pg_class
