-- @pair sequences
create sequence one;
create sequence two as int increment 2 cache 5 cycle;
create sequence three;
create table t (a int);
-- @to
create sequence one as smallint start 5 maxvalue 100;
create sequence two as bigint increment -1;
create table t (a int default nextval('one'));
create sequence four owned by t.a;
comment on sequence one is 'x';

-- @pair sequences change owners
create sequence s;
create table t (a int default nextval('s'));
alter sequence s owned by t.a;
create table u (id serial, n int);
-- @to
create sequence s;
create table t (b int);
create table u (id int not null, n int);
create sequence u_id_seq;
alter table u alter n set default nextval('u_id_seq');
alter sequence s owned by u.n;

-- @pair casts, operators and classes
create type money2 as (v int);
create function to_money2(int) returns money2 language sql immutable as 'select row($1)::money2';
create function less(money2, money2) returns boolean language sql immutable as 'select $1.v < $2.v';
create operator <% (leftarg = money2, rightarg = money2, function = less);
-- @to
create type money2 as (v int);
create function to_money2(int) returns money2 language sql immutable as 'select row($1)::money2';
create function less(money2, money2) returns boolean language sql immutable as 'select $1.v < $2.v';
create cast (int as money2) with function to_money2(int) as assignment;
create operator <% (leftarg = money2, rightarg = money2, function = less, restrict = scalarltsel);
create operator family fam using btree;
comment on operator <% (money2, money2) is 'x';

-- @pair text search
create text search dictionary d (template = simple, stopwords = english);
create text search configuration c (parser = "default");
alter text search configuration c add mapping for word with d;
create table t (a text);
create index on t using gin (to_tsvector('c', a));
-- @to
create text search dictionary d (template = simple);
create text search configuration c (parser = "default");
alter text search configuration c add mapping for word, asciiword with d, simple;
create table t (a text);
create index on t using gin (to_tsvector('c', a));

-- @pair publications
create table t (a int primary key, b int);
create table u (a int primary key);
create publication p for table t;
create publication q for all tables;
-- @to
create table t (a bigint primary key, b int);
create table u (a int primary key);
create publication p for table t, u with (publish = 'insert');
create publication r for table u;
comment on publication p is 'x';

-- @pair extensions
create extension pg_trgm;
create table t (a text);
create index on t using gin (a gin_trgm_ops);
-- @to
create schema ext;
create extension pg_trgm schema ext;
create extension citext;
create table t (a citext);

-- @pair conversions and languages
create table t (a text);
create default conversion conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
-- @to
create table t (a text);
create conversion conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;

-- @pair options of a dictionary
create text search dictionary plain (template = simple, stopwords = english);
create text search configuration words (copy = simple);
alter text search configuration words alter mapping for word with plain;
-- @to
create text search dictionary plain (template = simple, stopwords = english, accept = false);
create text search configuration words (copy = simple);
alter text search configuration words alter mapping for word with plain;
