-- @pair tables come and go
create table one (id serial primary key, n int);
create table two (id int primary key, one int references one (id));
create view three as select * from one;
-- @to
create schema app;
create table app.one (id serial primary key, n int);
create table app.four (like app.one including all);

-- @pair tables as a whole
create table t (a int) with (fillfactor = 70, toast.autovacuum_enabled = off);
create unlogged table u (a int primary key, s serial);
create table k (a int, b text);
alter table k enable row level security, replica identity full;
-- @to
create table t (a int) with (fillfactor = 90, autovacuum_enabled = off);
create table u (a int primary key, s serial);
create unlogged table k (a int, b text);
alter table k force row level security, replica identity nothing;

-- @pair a table becomes a view
create table items (id int, n int);
create table base (id int, n int);
create view summary as select count(*) from items;
-- @to
create table base (id int, n int);
create view items as select id, n from base;
create view summary as select count(*) from items;

-- @pair typed tables
create type shape as (a int, b text);
create table t of shape (primary key (a));
create table u (a int, b text);
-- @to
create type shape as (a int, b text);
create table t (a int primary key, b text);
create table u of shape;

-- @pair inheritance comes and goes
create table base (id int, at date);
create table child (note text) inherits (base);
create table other (id int, at date, n int);
-- @to
create table base (id int, at date, more text default 'x');
create table child (id int, at date, note text);
create table other (id int, at date, n int, more text default 'x') inherits (base);

-- @pair parents change under their children
create table base (id int, n int, old int, constraint fine check (n > 0));
create table child (note text) inherits (base);
create table grandchild () inherits (child);
create view v as select n from grandchild;
-- @to
create table base (id int, n bigint not null, new text default 'x', constraint small check (n < 100));
create table child (note text) inherits (base);
create table grandchild () inherits (child);
create view v as select n from grandchild;

-- @pair several parents
create table a (x int);
create table b (y int);
create table c (z int);
create table kid () inherits (a, b);
-- @to
create table a (x int);
create table b (y int);
create table c (z int);
create table kid (z int) inherits (a, b);
alter table kid inherit c;

-- @pair foreign tables
create foreign data wrapper w;
create server s foreign data wrapper w options (host 'x');
create foreign table f (a int options (c 'x'), b text) server s options (t 'x');
create user mapping for public server s options (u 'me');
-- @to
create foreign data wrapper w options (debug 'on');
create server s version '2' foreign data wrapper w options (host 'y', port '3');
create foreign table f (a bigint, b text options (c 'y') not null, c int) server s options (t 'y', u 'z');
create server s2 foreign data wrapper w;
create user mapping for public server s options (u 'you');

-- @pair a foreign table elsewhere
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table f (a int) server s;
create view v as select a from f;
-- @to
create foreign data wrapper w;
create server s2 foreign data wrapper w;
create foreign table f (a int) server s2;
create view v as select a from f;

-- @pair schemas
create schema one;
create schema two;
create table one.t (a int);
comment on schema one is 'x';
-- @to
create schema one;
create schema "Three";
create table "Three"."T" ("A" int primary key, "b""c" text default 'x');
comment on schema "Three" is 'y';

-- @pair a name moves from one kind to another
create sequence thing;
-- @to
create table thing (a int);

-- @pair what hangs on a table and the table on it
create table t (a int);
create function fine(t) returns boolean language sql immutable as 'select true';
alter table t add constraint c check (fine(t));
create index i on t ((fine(t)));
-- @to
create table u (a int);

-- @pair checks of parents whose children change
create table a (id int, x text);
create table b (y int) inherits (a);
create table c (z int);
alter table a add constraint positive check (id > 0);
-- @to
create table a (id bigint, w text);
create table b (id bigint, w text, y int);
create table c (id bigint, w text, z int) inherits (a);
alter table a add constraint positive check (id > 1);

-- @pair checks not validated under inheritance
create table a (id int);
create table b (y int) inherits (a);
alter table a add constraint positive check (id > 0) not valid;
create table c (z int) inherits (a);
-- @to
create table a (id int);
create table b (y int) inherits (a);
create table c (z int) inherits (a);
alter table a add constraint positive check (id > 0) not valid;
