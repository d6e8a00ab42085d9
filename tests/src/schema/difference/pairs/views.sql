-- @pair views in place
create table t (a int, b text, c int);
create view v as select a, b from t;
create view w as select a from v;
-- @to
create table t (a int, b text, c int);
create view v with (security_barrier) as select a, b, c from t where c > 0;
create view w as select a from v;
comment on view v is 'x';
comment on column v.a is 'y';

-- @pair views that lose columns
create table t (a int, b text, c int);
create view v as select a, b, c from t;
create view w as select a from v;
create view x as select * from w;
grant select on w to public;
-- @to
create table t (a int, b text, c int);
create view v as select c, a from t;
create view w as select a from v;
create view x as select * from w;
grant select on w to public;

-- @pair options and defaults of views
create table t (a int, b text);
create view v as select a, b from t;
alter view v alter a set default 3;
create view w with (check_option = local) as select a from t where a > 0;
-- @to
create table t (a int, b text);
create view v as select a, b from t;
alter view v alter b set default 'x';
create view w with (check_option = cascaded, security_barrier = true) as select a from t where a > 0;

-- @pair materialized views
create table t (a int, b text);
create materialized view m as select a from t;
create index m_a on m (a);
create view on_m as select a from m;
create materialized view n as select b from t with no data;
-- @to
create table t (a int, b text);
create materialized view m with (fillfactor = 70) as select a, b from t;
create unique index m_a on m (a);
create index m_b on m (b);
create view on_m as select a from m;
create materialized view n with (fillfactor = 70) as select b from t with no data;
alter materialized view n alter b set statistics 100;

-- @pair a view becomes a materialized view
create table t (a int);
create view v as select a from t;
create view w as select a from v;
-- @to
create table t (a int);
create materialized view v as select a from t;
create view w as select a from v;

-- @pair views over what goes
create table t (a int, b int);
create table old (a int, b int);
create view v as select a, b from old;
-- @to
create table t (a int, b int);
create view v as select a, b from t;

-- @pair a view and a function in a circle
create table t (a int);
-- @to
create table t (a int);
create view v as select a from t;
create function f(v) returns int language sql as 'select $1.a';
create or replace view v as select t.a, f(null) as n from t;
