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
