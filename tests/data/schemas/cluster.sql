-- What only a superuser can make: event triggers, foreign data, publications of everything, languages, owners of all sorts.
-- @superuser
-- @roles cluster_owner, cluster_reader, cluster_member
create extension postgres_fdw;
create extension file_fdw with schema public;
create extension bloom;
create schema c authorization cluster_owner;
create extension "uuid-ossp" with schema c;
grant cluster_owner to cluster_member;
create table c.owned (id int primary key, v text, w text);
alter table c.owned owner to cluster_owner;
create table c.other (id serial primary key, owned_id int references c.owned);
alter table c.other owner to cluster_member;
create view c.seen as select id from c.owned;
alter view c.seen owner to cluster_reader;
create function c.run() returns event_trigger language plpgsql as $$ begin null; end $$;
alter function c.run() owner to cluster_owner;
create type c.kind as enum ('x');
alter type c.kind owner to cluster_owner;

create function c.sure(int) returns boolean language sql immutable leakproof as 'select true';
create function c.native(int, int) returns int language internal immutable strict parallel safe as 'int4pl';
create function c.from_library() returns trigger language c as '$libdir/autoinc', 'autoinc';

create event trigger on_ddl on ddl_command_end when tag in ('CREATE TABLE', 'ALTER TABLE') execute function c.run();
create event trigger on_drop on sql_drop execute function c.run();
alter event trigger on_drop disable;
alter event trigger on_ddl enable always;
comment on event trigger on_ddl is 'Watches';

create foreign data wrapper own_wrapper handler postgres_fdw_handler validator postgres_fdw_validator;
create foreign data wrapper bare_wrapper options (anything 'it''s here');
create server remote type 'postgres' version '18' foreign data wrapper postgres_fdw options (host 'remote.example', dbname 'd', port '5432');
create server files foreign data wrapper file_fdw;
alter server remote owner to cluster_owner;
grant usage on foreign server remote to cluster_reader;
grant usage on foreign data wrapper postgres_fdw to cluster_owner;
create user mapping for cluster_owner server remote options (user 'u', password 'p');
create user mapping for public server remote options (user 'nobody');
comment on server remote is 'Far away';
create foreign table c.far (
  id int options (column_name 'ID') not null,
  v text default 'x' collate "C",
  constraint far_check check (id > 0)
) server remote options (schema_name 'public', table_name 'far');
create foreign table c.csv (a text, b text) server files options (filename '/nonexistent.csv', format 'csv');
create table c.spread (id int, at date) partition by range (at);
create foreign table c.spread_far partition of c.spread for values from ('2026-01-01') to ('2027-01-01') server remote;
grant select on c.far to cluster_reader;
comment on foreign table c.far is 'Not here';

create publication everything for all tables with (publish = 'insert, update', publish_via_partition_root = true);
create publication part for table c.owned, only c.other;
create publication nothing with (publish = 'truncate');
alter publication part owner to cluster_owner;
comment on publication part is 'Two tables';
-- @since 15
create schema c_published;
create publication filtered for table c.owned (id, v) where (id > 10 and v <> 'x');
create publication by_schema for tables in schema c_published, table c.owned where (id > 10);
-- @end

create access method own_heap type table handler heap_tableam_handler;
create table c.on_own_heap (a int) using own_heap;
create function c.plpgsql_call() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create language own_language handler c.plpgsql_call;
create function c.in_own_language() returns int language own_language as 'begin return 1; end';
create type c.shell;
create function c.complex_in(cstring) returns c.shell language internal immutable strict as 'int4in';
create function c.complex_out(c.shell) returns cstring language internal immutable strict as 'int4out';
create type c.shell (input = c.complex_in, output = c.complex_out, internallength = 4, passedbyvalue, alignment = int4);
create type c.undefined;
create function c.less(c.shell, c.shell) returns boolean language internal immutable strict as 'int4lt';
create function c.equal(c.shell, c.shell) returns boolean language internal immutable strict as 'int4eq';
create function c.more(c.shell, c.shell) returns boolean language internal immutable strict as 'int4gt';
create function c.compare(c.shell, c.shell) returns int language internal immutable strict as 'btint4cmp';
create operator c.< (leftarg = c.shell, rightarg = c.shell, function = c.less);
create operator c.= (leftarg = c.shell, rightarg = c.shell, function = c.equal, merges, hashes);
create operator c.> (leftarg = c.shell, rightarg = c.shell, function = c.more);
create operator class c.shell_ops default for type c.shell using btree as
  operator 1 c.<, operator 3 c.=, operator 5 c.>, function 1 c.compare(c.shell, c.shell);
create operator family c.extra using hash;
create cast (int as c.shell) without function as implicit;
create table c.of_shell (a c.shell, b c.shell[]);
create index on c.of_shell (a);
create table c.bloomed (id int, t text);
create index on c.bloomed using bloom (id, t) with (length = 100, col1 = 3);
create function c.odd_settings() returns int language sql
  set "app.Mixed" = 'a, "b"' set session_preload_libraries = 'a, "b c"' as 'select 1';
create aggregate c.ordered(float8 order by anyelement) (
  sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
comment on aggregate c.ordered(float8 order by anyelement) is 'The discrete percentile';
create text search template c.template (init = dsimple_init, lexize = dsimple_lexize);
create text search parser c.parser (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
create text search dictionary c.words (template = c.template);
create text search configuration c.search (parser = c.parser);
create conversion c.latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
grant select on pg_catalog.pg_authid to cluster_reader;
revoke execute on function pg_catalog.pg_sleep(double precision) from public;
revoke execute on function c.uuid_generate_v4() from public;
alter default privileges for role cluster_owner in schema c grant select on tables to cluster_reader;
alter default privileges for role cluster_member revoke execute on functions from public;
