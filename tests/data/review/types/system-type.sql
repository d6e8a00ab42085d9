-- bad
-- finding public.searches.config
-- finding public.searches.file
-- finding public.searches.kind
create table searches (id bigint primary key, config regconfig, file oid, kind "char")
-- good
create table searches (id bigint primary key, config text, relation regclass, owner regrole, name text, table_name name, changed_by name);
create view shown as select oid, relname from pg_class
