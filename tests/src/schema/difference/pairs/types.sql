-- @pair labels are added
create type status as enum ('open', 'closed');
create table t (id int, s status default 'open');
-- @to
create type status as enum ('new', 'open', 'paused', 'closed', 'archived');
create table t (id int, s status default 'new');

-- @pair labels are removed
create type status as enum ('open', 'paused', 'closed');
create table t (id int primary key, s status default 'open', l status[] default '{open}', check (s <> 'closed'));
create index on t (s) where s = 'open';
create view v as select id, s from t where s = 'open';
create function f(s status) returns text language sql as 'select $1::text';
create domain d as status default 'open';
create table u (a d);
-- @to
create type status as enum ('closed', 'open');
create table t (id int primary key, s status default 'open', l status[] default '{open}', check (s <> 'closed'));
create index on t (s) where s = 'open';
create view v as select id, s from t where s = 'open';
create function f(s status) returns text language sql as 'select $1::text';
create domain d as status default 'open';
create table u (a d);

-- @pair from text to an enum
create table t (s text default 'open');
-- @to
create type status as enum ('open', 'closed');
create table t (s status default 'open');

-- @pair from one enum to another
create type one as enum ('a', 'b');
create table t (s one default 'a');
-- @to
create type two as enum ('a', 'b', 'c');
create table t (s two default 'c');

-- @pair domains
create domain amount as int default 1 check (value > 0);
create domain code as text;
create table t (a amount, c code);
-- @to
create domain amount as int default 2 not null constraint small check (value < 100);
create domain code as varchar(10) constraint long check (length(value) > 1);
create table t (a amount, c code);
comment on domain amount is 'x';

-- @pair domain constraints not validated
create domain d as int constraint fine check (value > 0);
alter domain d add constraint more check (value < 10) not valid;
-- @to
create domain d as int constraint fine check (value > 0);
alter domain d add constraint more check (value < 10);
comment on constraint more on domain d is 'x';

-- @pair composite types
create type point3 as (x int, y int);
create type label as (a text);
create table t (p point3, l label[]);
create function f(p point3) returns int language sql as 'select $1.x';
-- @to
create type point3 as (x int, y int, z int);
create type label as (b text);
create table t (p point3, l label[]);
create function f(p point3) returns int language sql as 'select $1.x';
comment on column point3.x is 'a';

-- @pair composite types with other attributes
create type point3 as (x int, y int);
create table t (p point3);
create view v as select (p).x from t;
-- @to
create type point3 as (y bigint, x int);
create table t (p point3);
create view v as select (p).x from t;

-- @pair ranges
create type span as range (subtype = float8);
create table t (a int4range);
-- @to
create type span as range (subtype = float8, subtype_diff = float8mi);
create table t (a int4range);

-- @pair ranges made anew
-- @refused there is no cast from
create type span as range (subtype = float8, multirange_type_name = multirange_of_span);
create table t (a span, n multirange_of_span);
-- @to
create type span as range (subtype = float8, subtype_diff = float8mi);
create table t (a span, n int);

-- @pair types come and go
create type mood as enum ('x');
create domain d as mood;
create type pair as (a d, b mood[]);
create table t (p pair);
-- @to
create table t (q int);
create type other as (a int);
create type status as enum ();

-- @pair a domain inside arrays and composite types demands more
create domain code as text check (value <> '');
create domain short as code default 'x';
create type place as (at code);
create table t (a code, b short[], c place);
-- @to
create domain code as text check (value ~ '^[a-z]+$');
create domain short as code default 'y' not null;
create type place as (at code);
create table t (a code, b short[], c place);

-- @pair ranges made anew under functions and multiranges
create type span as range (subtype = int);
create table t (s span, m span_multirange);
create function f(span) returns int language sql as 'select 1';
-- @to
create type span as range (subtype = bigint);
create table t (s span, m span_multirange);
create function f(span) returns int language sql as 'select 1';

-- @pair ranges under indexes, keys and views
create type span as range (subtype = int);
create table t (s span, exclude using gist (s with &&));
create index on t using gist (s);
create view v as select lower(s) from t;
-- @to
create type span as range (subtype = bigint);
create table t (s span, exclude using gist (s with &&));
create index on t using gist (s);
create view v as select lower(s) from t;

-- @pair a domain over a range that is made anew
create type span as range (subtype = int);
create domain sp as span check (not isempty(value));
create table t (s sp default '[1,2)');
-- @to
create type span as range (subtype = numeric);
create domain sp as span check (not isempty(value));
create table t (s sp default '[1,2)');

-- @pair ranges of parents and children
create type span as range (subtype = int);
create table t (id int, s span not null);
create table u (x int) inherits (t);
create index on u using gist (s);
-- @to
create type span as range (subtype = bigint);
create table t (id int, s span not null);
create table u (x int) inherits (t);
create index on u using gist (s);

-- @pair ranges of a table that becomes a partitioned one
create type span as range (subtype = int);
create table t (id int, s span default '[1,2)', m span_multirange);
create index on t using gist (s);
-- @to
create type span as range (subtype = bigint);
create table t (id int, s span default '[1,2)', m span_multirange) partition by hash (id);
create table t0 partition of t for values with (modulus 1, remainder 0);
create index on t using gist (s);

-- @pair ranges inside composite types
create type span as range (subtype = int);
create type c as (s span, n int);
create table t (c c, cs c[]);
-- @to
create type span as range (subtype = bigint);
create type c as (n int, s span);
create table t (c c, cs c[]);

-- @pair labels that go under all that reads them
create type st as enum ('a','b','c');
create table t (id int primary key, s st default 'a', ss st[] default '{a,b}', check (s <> 'c'));
create index on t (s) where s = 'b';
create view v as select s from t where s = 'a';
create function f(x st) returns st language sql as 'select x';
create materialized view mv as select count(*) from t where s='b';
create domain d as st check (value <> 'b');
create table u (d d, dd d[]);
-- @to
create type st as enum ('a','c');
create table t (id int primary key, s st default 'a', ss st[] default '{a}', check (s <> 'c'));
create index on t (s) where s = 'a';
create view v as select s from t where s = 'a';
create function f(x st) returns st language sql as 'select x';
create materialized view mv as select count(*) from t where s='a';
create domain d as st check (value <> 'a');
create table u (d d, dd d[]);

-- @pair composite types in composite types
create type p as (x int);
create type q as (p p, n int);
create table t (q q);
-- @to
create type p as (y text);
create type q as (n int, p p);
create table t (q q);

-- @pair composite types with typed tables and functions
create type p as (x int, y text, z date);
create table t (p p, ps p[]);
create table ty of p;
create function f(a p) returns int language sql as 'select (a).x';
create view v as select (p).x from t;
-- @to
create type p as (z date, x bigint);
create table t (p p, ps p[]);
create table ty of p;
create function f(a p) returns bigint language sql as 'select (a).x';
create view v as select (p).x from t;
