-- Types of every kind with what hangs on them: operators, casts, collations, text search.
create extension hstore;
create extension ltree;
create extension citext;
create extension unaccent;
create schema t;

create type t.mood as enum ('sad', 'ok', 'it''s "fine"', 'Überglücklich');
alter type t.mood add value 'neutral' before 'ok';
create type t.empty_enum as enum ();
create domain t.positive as int default 1 constraint is_positive check (value > 0);
alter domain t.positive add constraint is_small check (value < 1000) not valid;
create domain t.label as varchar(20) collate "C" not null default 'none' check (value <> '');
create domain t.of_domain as t.positive check (value % 2 = 0);
create domain t.path as ltree;
create domain t.list as int[] check (cardinality(value) < 10);
comment on domain t.positive is 'More than nothing';
comment on constraint is_positive on domain t.positive is 'Zero is nothing';

create type t.address as (street text, zip varchar(10) collate "C", geo point, tags hstore);
create type t.person as (name t.label, home t.address, others t.address[], mood t.mood);
create type t.nothing as ();
comment on type t.address is 'Where';
comment on column t.address.zip is 'As printed on letters';

create function t.diff(float8, float8) returns float8 language sql immutable strict as 'select $1 - $2';
create type t.float_range as range (subtype = float8, subtype_diff = t.diff);
create type t.text_range as range (subtype = text, subtype_opclass = text_pattern_ops, collation = "C",
  multirange_type_name = t.text_ranges);
create type t.mood_range as range (subtype = t.mood);

create collation t.german (provider = icu, locale = 'de-u-co-phonebk');
create collation t.ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create collation t.plain (provider = libc, lc_collate = 'C', lc_ctype = 'C');
create collation t.copied from "C";
comment on collation t.german is 'As in the phone book';

create function t.mood_to_int(t.mood) returns int language sql immutable strict
  as $$ select array_position(enum_range(null::t.mood), $1) $$;
create cast (t.mood as int) with function t.mood_to_int(t.mood) as assignment;
create cast (int as t.address) with inout;
comment on cast (t.mood as int) is 'Its place';
create function t.same(t.address, t.address) returns boolean language sql immutable as 'select $1.zip = $2.zip';
create operator t.=== (leftarg = t.address, rightarg = t.address, function = t.same, commutator = operator(t.===),
  restrict = eqsel, join = eqjoinsel);
create function t.negate(t.address) returns t.address language sql immutable as 'select $1';
create operator t.!! (rightarg = t.address, function = t.negate);
create operator t.<=== (leftarg = t.address, rightarg = t.address, function = t.same, negator = operator(t.>===));
create operator t.>=== (leftarg = t.address, rightarg = t.address, function = t.same, negator = operator(t.<===));
comment on operator t.=== (t.address, t.address) is 'Lives together';

create text search dictionary t.english_simple (template = snowball, language = english, stopwords = 'english');
create text search dictionary t.plain_words (template = simple, accept = false);
create text search configuration t.words (parser = default);
alter text search configuration t.words add mapping for asciiword, word with unaccent, t.plain_words, t.english_simple;
alter text search configuration t.words add mapping for numword, url with simple;
create text search configuration t.copied (copy = pg_catalog.german);
comment on text search configuration t.words is 'Words without accents';
comment on text search dictionary t.plain_words is 'Passes on';

create table t.uses (
  id t.positive primary key,
  who t.person,
  moods t.mood[] default array['ok', 'sad']::t.mood[],
  favourite t.mood default 'ok',
  span t.float_range,
  spans t.float_multirange,
  texts t.text_ranges,
  name text collate t.german,
  loose text collate t.ignore_case,
  tree ltree,
  h hstore default 'a=>1',
  c citext default 'Mixed',
  path t.path,
  list t.list,
  bits bit(5) default b'10101',
  bitsv bit varying(9),
  money money,
  i interval day to second(3),
  ts time(3) with time zone,
  ch char(3) default 'x',
  "char" "char" default 'c',
  nums numeric(6, 2),
  arr3 int[][][],
  oid oid,
  reg regproc,
  search tsvector generated always as (to_tsvector('english', coalesce(loose, ''))) stored
);
create index on t.uses (name);
create index on t.uses using gist (tree);
create index on t.uses using gin (h);
create index on t.uses using gin (to_tsvector('t.words', name));
create table t.of_person of t.person (primary key (name), mood with options default 'sad' not null);
create function t.later_mood(m t.mood default 'ok') returns t.mood language sql immutable as 'select m';

-- types that need each other: a table's row type in a composite in a table
create table t.node (id int primary key, v text);
create type t.edge as ("from" t.node, "to" t.node, weight numeric);
create table t.graph (edges t.edge[], start t.node);

create function t.compare(t.address, t.address) returns int language sql immutable as 'select 0';
create operator t.<<< (leftarg = t.address, rightarg = t.address, function = t.same);
