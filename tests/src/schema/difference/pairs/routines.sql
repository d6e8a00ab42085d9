-- @pair functions change in place
create function f(a int, b int) returns int language sql as 'select a + b';
create function g(a int) returns int language sql as 'select a';
create view v as select f(1, 2) as n;
-- @to
create function f(a int, b int default 3) returns int language sql immutable strict cost 7 as 'select a * b';
create function g(a int) returns int language plpgsql security definer set search_path = pg_catalog as 'begin return a; end';
create view v as select f(1, 2) as n;
comment on function g(int) is 'x';

-- @pair functions that are made anew
create function f(a int) returns int language sql immutable as 'select a';
create function g(a int, b int default 1) returns int language sql as 'select a';
create table t (a int default f(3), b int, c int generated always as (f(1)) stored, check (f(b) > 0));
create index on t (f(b));
create view v as select f(a) as n from t;
-- @to
create function f(x int) returns bigint language sql immutable as 'select x::bigint';
create function g(a int, b int) returns int language sql as 'select a';
create table t (a int default f(3), b int, c int generated always as (f(1)) stored, check (f(b) > 0));
create index on t (f(b));
create view v as select f(a) as n from t;

-- @pair functions that need each other and tables
create table t (a int);
create function f() returns int language plpgsql as 'begin return g(); end';
create function g() returns int language plpgsql as 'begin return f(); end';
-- @to
create table t (a int, b text);
create function f() returns setof t language sql begin atomic select a, b from t; end;
create function h(t) returns text language sql as 'select $1.b';
create view v as select h(t) from t;

-- @pair procedures and aggregates
create procedure p(a int) language sql as 'select 1';
create function add(a int, b int) returns int language sql as 'select a + b';
create aggregate total(int) (sfunc = add, stype = int);
create view v as select total(x) from generate_series(1, 3) x;
-- @to
create procedure p(a int, inout b int) language plpgsql as 'begin b := a; end';
create function add(a int, b int) returns int language sql as 'select a + b';
create aggregate total(int) (sfunc = add, stype = int, initcond = '0');
create view v as select total(x) from generate_series(1, 3) x;
comment on aggregate total(int) is 'x';

-- @pair out parameters
create function f(a int, out b int) language sql as 'select a';
create function g() returns table (a int) language sql as 'select 1';
-- @to
create function f(a int, out b int, out c int) language sql as 'select a, a';
create function g() returns table (a int, b int) language sql as 'select 1, 2';

-- @pair triggers
create table t (id int, a int);
create function touch() returns trigger language plpgsql as 'begin return new; end';
create trigger one before insert on t for each row execute function touch();
create trigger two after update on t for each statement execute function touch();
create constraint trigger three after insert on t deferrable for each row execute function touch();
create trigger four before insert on t for each row execute function touch();
-- @to
create table t (id int, a int);
create function touch() returns trigger language plpgsql as 'begin return new; end';
create trigger one after insert on t referencing new table as n for each statement execute function touch();
create constraint trigger three after insert on t deferrable initially deferred for each row execute function touch();
create trigger four before insert on t for each row execute function touch();
alter table t disable trigger four;
comment on trigger one on t is 'x';

-- @pair rules
create table t (id int, a int);
create rule one as on insert to t do also notify x;
create rule two as on delete to t do instead nothing;
-- @to
create table t (id int, a int);
create rule one as on insert to t do also notify y;
create rule three as on update to t where new.a > 3 do instead nothing;
alter table t disable rule one;

-- @pair event triggers
create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watching on ddl_command_end execute function watch();
-- @to
create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watching on ddl_command_end when tag in ('DROP TABLE') execute function watch();
alter event trigger watching disable;
